import fc from 'fast-check';

/** Text as JSON writes it: the same value in one of several ways. */
export interface WrittenJson {
  text: string;
  value: unknown;
}

const space = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\n', '\r\n  ', '\t', ' \n\n '),
);

/** Sequences of JSON's own signs, and characters of one to four bytes. */
const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\n',
        '\u2028',
        'é',
        '中',
        '😀',
        '\0',
        '__proto__',
      ),
      {
        maxLength: 5,
      },
    )
    .map((parts) => parts.join('')),
);

/** Some of its characters as escapes. */
const someString: fc.Arbitrary<WrittenJson> = fc
  .tuple(someText, fc.nat({ max: 3 }))
  .map(([value, every]) => {
    const text = JSON.stringify(value);
    const escaped = every === 0 ? text : escapeSome(text, every);
    return { text: escaped, value };
  });

/** Writes every so many-th plain character as `\\uXXXX`. */
function escapeSome(json: string, every: number): string {
  let count = 0;
  return json.replaceAll(/\\u[0-9a-f]{4}|\\.|[^"\\]/gu, (part) => {
    count += 1;
    if (part.startsWith('\\') || count % every > 0) return part;
    return part.replaceAll(/./gs, toEscape);
  });
}

const toEscape = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;

/** Without a backslash: once Node 24.21 has parsed a member named so, it takes `"\\n"` in its place for the same. */
const someName: fc.Arbitrary<WrittenJson> = someString.filter(({ value }) => isSafeName(value));

/** True of a name that JSON.parse of every version reads again. */
export const isSafeName = (name: unknown): boolean => !String(name).includes('\\');

const someScalar: fc.Arbitrary<WrittenJson> = fc
  .constantFrom(
    '0',
    '-0',
    '1.10',
    '12345678901234567890',
    '-1e-9',
    '1E400',
    '0.1e+2',
    'true',
    'false',
    'null',
  )
  .map((text) => ({ text, value: JSON.parse(text) }));

const joined = (
  parts: readonly string[],
  spaces: readonly [string, string],
  ends: string,
): string =>
  ends.charAt(0) + spaces[0] + parts.join(`${spaces[0]},${spaces[1]}`) + spaces[1] + ends.charAt(1);

const spaces = fc.tuple(space, space);

const { object, list, any } = fc.letrec<{
  any: WrittenJson;
  list: WrittenJson;
  object: WrittenJson;
}>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    someScalar,
    someString,
    tie('list'),
    tie('object'),
  ),
  list: fc.tuple(fc.array(tie('any'), { maxLength: 4 }), spaces).map(([items, around]) => ({
    text: joined(
      items.map(({ text }) => text),
      around,
      '[]',
    ),
    value: items.map(({ value }) => value),
  })),
  object: fc
    .tuple(fc.array(fc.tuple(someName, tie('any')), { maxLength: 4 }), spaces)
    .map(([members, around]) => {
      const text = joined(
        members.map(([name, { text: value }]) => `${name.text}${around[1]}:${around[0]}${value}`),
        around,
        '{}',
      );
      return { text, value: JSON.parse(text) };
    }),
}));

/** An object; members may stand there twice. */
export const someObject = object;
export const someValue = any;

/** Arrays of objects and other values, and objects, one after the other; `values` are those within. */
export const someDocument: fc.Arbitrary<{ text: string; values: unknown[] }> = fc
  .tuple(fc.array(fc.tuple(fc.oneof(list, object), space), { maxLength: 3 }), space)
  .map(([parts, before]) => ({
    text: before + parts.map(([{ text }, after]) => text + after).join(''),
    values: parts.flatMap(([{ value }]) => value),
  }));
