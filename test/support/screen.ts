/** The rows that a terminal shows after this output, of which it may only use what llm-pipe uses. */
export function screenOf(output: string, columns: number): string[] {
  const rows = [''];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    if (column === columns) nextRow();
    const line = (rows[row] ?? '').padEnd(column);
    rows[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  };
  const nextRow = (): void => {
    row += 1;
    rows[row] ??= '';
    column = 0;
  };
  for (const [part] of output.matchAll(/\p{Cc}\[[0-9;]*[A-Za-z]|./gsu)) {
    if (part === '\r') column = 0;
    else if (part === '\n') {
      // Moves down alone; the terminal's driver has put a carriage return before it.
      row += 1;
      rows[row] ??= '';
    } else if (part.endsWith('[J')) {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? '').slice(0, column);
    } else if (part.length === 1) put(part);
    else if (!part.endsWith('m')) throw new Error(`an unknown sequence: ${JSON.stringify(part)}`);
  }
  return rows.map((line) => line.trimEnd());
}
