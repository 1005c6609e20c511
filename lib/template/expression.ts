import {
  type Expression,
  type Liquid,
  Output,
  ParseError,
  type Template,
  type Token,
  TokenizationError,
  Tokenizer,
  TypeGuards,
  toValueSync,
  Value,
} from 'liquidjs';

type Range = [begin: number, end: number];

/** Reads `a.b == 1 | filter` from a part of a text and leaves nothing over. @throws LiquidError */
export function readValue(liquid: Liquid, text: string, range: Range = [0, text.length]): Value {
  const tokenizer = new Tokenizer(text, liquid.options.operators, undefined, range, true);
  const token = tokenizer.readFilteredValue();
  tokenizer.assert(tokenizer.end(), () => `unexpected ${tokenizer.snapshot()}`);
  checkOperators(token.initial);
  try {
    return new Value(token, liquid);
  } catch (error) {
    // Of its own, Liquid does not say where an unknown filter stands.
    throw error instanceof Error ? new ParseError(error, token) : error;
  }
}

/** Refuses what Liquid would skip in silence, such as `{{ a b }}`. @throws LiquidError */
export function checkTemplates(liquid: Liquid, templates: readonly Template[]): void {
  for (const template of templates) {
    if (template instanceof Output) {
      readOutput(liquid, template);
      continue;
    }
    for (const argument of template.arguments?.() ?? []) {
      if (argument instanceof Value) checkOperators(argument.initial);
    }
    if (template.children) checkTemplates(liquid, toValueSync(template.children(false, true)));
  }
}

/** The value of an output, without the filter that Liquid adds to write it. */
export const readOutput = (liquid: Liquid, { token }: Output): Value =>
  readValue(liquid, token.input, token.contentRange);

function checkOperators({ postfix }: Expression): void {
  let depth = 0;
  for (const token of postfix) {
    if (TypeGuards.isFilteredValueToken(token)) checkOperators(token.initial);
    depth += depthOf(token);
    if (depth < 1) throw new TokenizationError('a value is missing beside the operator', token);
  }
  const last = postfix.at(-1);
  if (depth > 1 && last) throw new TokenizationError('an operator is missing before this', last);
}

/** By how much a token changes the number of operands at hand. */
function depthOf(token: Token): number {
  if (!TypeGuards.isOperatorToken(token)) return 1;
  return token.operator === 'not' ? 0 : -1;
}
