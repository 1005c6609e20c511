/** Lines of aligned columns; all but the first `texts` columns hold numbers and stand on the right. */
export function formatColumns(rows: readonly (readonly string[])[], texts: number): string {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    rows.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  const format = (cells: readonly string[]) =>
    cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < texts ? cell.padEnd(width) : cell.padStart(width);
    });
  return rows.map((cells) => `${format(cells).join('  ').trimEnd()}\n`).join('');
}
