/** An exact number of at least 0: `digits` x 10^-`scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

const pattern = /^(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i;

/** Undefined for what is no number of at least 0. Of a double, its shortest text counts. */
export function parseDecimal(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? pattern.exec(text.trim()) : null;
  if (!match) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * tenTo(-scale), scale: 0 } : { digits, scale };
}

/** Its digits at a scale that is at least its own. */
export const digitsAt = ({ digits, scale }: Decimal, wanted: number): bigint =>
  digits * tenTo(wanted - scale);

/** Plain digits, without needless zeros: `0.15`. */
export function formatDecimal({ digits, scale }: Decimal): string {
  if (scale === 0) return String(digits);
  const text = String(digits).padStart(scale + 1, '0');
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, '');
}

export const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);
