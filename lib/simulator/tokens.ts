const bytesPerToken = 4;

/** An estimate: one token for every 4 bytes begun. */
export const estimateTokens = (text: string): number =>
  Math.ceil(Buffer.byteLength(text) / bytesPerToken);

/** The longest start of the text that is estimated at `tokens` or less and splits no character. */
export function cutTokens(text: string, tokens: number): string {
  const maxBytes = tokens * bytesPerToken;
  return text.length * 3 <= maxBytes ? text : cutBytes(text, maxBytes);
}

/** The first half of a text, in bytes; splits no character. */
export const firstHalf = (text: string): string =>
  cutBytes(text, Math.floor(Buffer.byteLength(text) / 2));

function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (isContinuation(bytes[end])) end--;
  return bytes.toString('utf8', 0, end);
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
