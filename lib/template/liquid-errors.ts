import { type Liquid, LiquidError } from 'liquidjs';
import { suggest } from '../config/suggest.ts';
import { messageOf, RecordError } from '../errors.ts';
import { TemplateError } from './template-error.ts';

/** Runs a compiler; what Liquid objects to is thrown as TemplateError. */
export function explainCompile<T>(liquid: Liquid, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const { line, column } = positionOf(error);
    throw new TemplateError(compileMessage(liquid, error), line, column, { cause: error });
  }
}

/** Runs a template on one record; whatever it throws is that record's error. */
export function explainRender<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw new RecordError('template', renderMessage(error), { cause: error });
  }
}

function renderMessage(error: unknown): string {
  if (!(error instanceof LiquidError)) return messageOf(error);
  const { line, column } = positionOf(error);
  return `${bareMessage(error)} (line ${line}, column ${column})`;
}

function compileMessage(liquid: Liquid, error: LiquidError): string {
  const message = bareMessage(error);
  const filter = /^undefined filter: (.*)/.exec(message)?.[1];
  if (filter) return `unknown filter "${filter}"${suggest(filter, Object.keys(liquid.filters))}`;
  const tag = /^tag "(.*)" not found/.exec(message)?.[1];
  if (tag) return `unknown tag "${tag}"${suggest(tag, Object.keys(liquid.tags))}`;
  return message;
}

/** Liquid appends the position to its messages. */
const bareMessage = ({ message }: Error): string => message.replace(/, line:\d+, col:\d+$/, '');

function positionOf({ token }: LiquidError): { line: number; column: number } {
  const [line = 1, column = 1] = token.getPosition();
  return { line, column };
}
