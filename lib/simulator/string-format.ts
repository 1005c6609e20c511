const makers = {
  date: makeDate,
  time: makeTime,
  'date-time': (hash: string) => `${makeDate(hash)}T${makeTime(hash)}`,
  duration: (hash: string) => `PT${numberAt(hash, 0, 60)}S`,
  email: (hash: string) => `${hash}@example.com`,
  hostname: (hash: string) => `${hash}.example.com`,
  uri: (hash: string) => `https://example.com/${hash}`,
  uuid: makeUuid,
  ipv4: (hash: string) => `10.${[0, 4, 8].map((at) => numberAt(hash, at, 256)).join('.')}`,
  ipv6: (hash: string) => `fd00::${hash.match(/.{4}/g)?.join(':')}`,
} as const;

export type FormatName = keyof typeof makers;

/** The values of JSON Schema's `format` that are supported. */
export const isFormatName = (name: unknown): name is FormatName =>
  typeof name === 'string' && Object.hasOwn(makers, name);

/** The text of a format that follows from a content hash. */
export const makeFormatted = (format: FormatName, hash: string): string => makers[format](hash);

function makeDate(hash: string): string {
  return `2025-${twoDigits(1 + numberAt(hash, 0, 12))}-${twoDigits(1 + numberAt(hash, 4, 28))}`;
}

function makeTime(hash: string): string {
  return `${[24, 60, 60].map((count, index) => twoDigits(numberAt(hash, 4 * index, count))).join(':')}Z`;
}

/** Version and variant stand where RFC 9562 wants them; the rest repeats the hash. */
function makeUuid(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13)}-8000-${hash.slice(0, 12)}`;
}

const numberAt = (hash: string, at: number, count: number): number =>
  Number.parseInt(hash.slice(at, at + 4), 16) % count;

const twoDigits = (value: number): string => String(value).padStart(2, '0');
