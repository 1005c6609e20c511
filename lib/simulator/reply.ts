import { makeInstance } from './instance.ts';
import type { Message, ResponseFormat } from './request.ts';
import type { ReadSchema } from './schema-reader.ts';
import type { SimulatorSettings } from './settings.ts';

/** What answers follow from beside the question. */
export interface ReplySource {
  rules: SimulatorSettings['reply']['rules'];
  readSchema: ReadSchema;
}

interface Question {
  hash: string;
  userText: string;
  format?: ResponseFormat | null | undefined;
}

const maxEcho = 200;

/**
 * The text of the first rule that applies, else what the format asks for, else the echo
 * `<hash> <user text>` with the first 200 characters (code points) of the user's text.
 * @throws Refusal where the requested schema is not supported.
 */
export function replyTo(
  { hash, userText, format }: Question,
  { rules, readSchema }: ReplySource,
): string {
  const rule = rules.find(({ contains }) => userText.includes(contains));
  if (rule) return rule.reply;
  if (format?.type === 'json_object') return JSON.stringify({ hash });
  if (format?.type === 'json_schema') {
    return JSON.stringify(makeInstance(readSchema(format.json_schema.schema), hash));
  }
  return `${hash} ${firstCharacters(userText, maxEcho)}`;
}

function firstCharacters(text: string, count: number): string {
  return text.length <= count ? text : [...text.slice(0, 2 * count)].slice(0, count).join('');
}

/** The text of the last message of role `user`, its text parts joined; '' where there is none. */
export function lastUserText(messages: readonly Message[]): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  return Array.isArray(content) ? content.map(partText).join('') : textOf(content);
}

const partText = (part: unknown): string =>
  typeof part === 'object' && part !== null && 'text' in part ? textOf(part.text) : '';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
