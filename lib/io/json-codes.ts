/** The codes of characters. */
export const codes = {
  quote: 0x22,
  comma: 0x2c,
  backslash: 0x5c,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** How a value begins, by its first character; 0: not so. */
export const beginnings = { container: 1, string: 2, scalar: 3 } as const;
export const beginningTable = tableOf({ '{[': 1, '"': 2, '-0123456789tfn': 3 });

/** White space between values. */
export const spaceTable = tableOf({ ' \t\r\n': 1 });

/** What stands after a number or a literal. */
export const delimiterTable = tableOf({ ' \t\r\n,[]{}"': 1 });

/** A meaning for each character code of ASCII; 0 for those not named. */
function tableOf(meanings: Readonly<Record<string, number>>): Uint8Array {
  const table = new Uint8Array(128);
  for (const [text, meaning] of Object.entries(meanings)) {
    for (const character of text) table[character.charCodeAt(0)] = meaning;
  }
  return table;
}
