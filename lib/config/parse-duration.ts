const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration such as `500ms`, `30s`, `10m`, `2h` or `1d`. */
export const durationShape = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A duration as milliseconds; undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = durationShape.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * unitMs[unit as keyof typeof unitMs];
}
