export const bytes = {
  quote: 0x22,
  comma: 0x2c,
  backslash: 0x5c,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  lineFeed: 0x0a,
} as const;

/** How a value begins, by its first byte; 0: not so. */
export const beginnings = { container: 1, string: 2, scalar: 3 } as const;
export const beginningTable = byteTable({ '{[': 1, '"': 2, '-0123456789tfn': 3 });

/** What changes the depth, or hides brackets, within an object or array. */
export const within = { quote: 1, open: 2, close: 3 } as const;
export const withinTable = byteTable({ '"': 1, '[{': 2, ']}': 3 });

/** White space between values. */
export const spaceTable = byteTable({ ' \t\r\n': 1 });

/** What stands after a number or a literal. */
export const delimiterTable = byteTable({ ' \t\r\n,[]{}"': 1 });

/** A meaning for each byte; 0 for those not named. */
function byteTable(meanings: Readonly<Record<string, number>>): Uint8Array {
  const table = new Uint8Array(256);
  for (const [text, meaning] of Object.entries(meanings)) {
    for (const byte of Buffer.from(text)) table[byte] = meaning;
  }
  return table;
}
