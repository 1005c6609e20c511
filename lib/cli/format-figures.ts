const grouped = new Intl.NumberFormat('en-US');

/** `12,345`. */
export const formatCount = (value: number): string => grouped.format(value);

/** Money, in more detail while it is little. */
export const formatUsd = (usd: number): string =>
  usd === 0 ? '$0' : `$${usd.toFixed(usd < 1 ? 6 : 2)}`;

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Math.floor(seconds % 60)} s`;
  return minutes < 60
    ? `${minutes} min ${rest}`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A headline and a row for each topic on which there is something to say. */
export function formatRows(headline: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows
    .filter(([, text]) => text !== '')
    .map(([topic, text]) => `  ${topic.padEnd(12)}${text}`);
  return [headline, ...lines].join('\n');
}
