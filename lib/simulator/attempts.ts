/** How often each key came before. */
export type CountAttempts = (key: number) => number;

/**
 * Remembers at most `capacity` keys, in two generations: when the younger is full, the older half
 * (the keys seen least recently) is forgotten at once, so that no call has to search for the oldest.
 */
export function createAttempts(capacity = 1_000_000): CountAttempts {
  let young = new Map<number, number>();
  let old = new Map<number, number>();
  return (key) => {
    const count = young.get(key) ?? old.get(key) ?? 0;
    young.set(key, count + 1);
    if (young.size >= capacity / 2) {
      old = young;
      young = new Map();
    }
    return count;
  };
}
