/** Numbers in [0, 1), the same for the same words. */
export type Random = () => number;

const warmUpRounds = 16;

/** A small fast counter generator (sfc32); the words, each taken as 32 bits, are its whole state. */
export function createRandom(first: number, second: number, third: number, count: number): Random {
  let a = first | 0;
  let b = second | 0;
  let c = third | 0;
  let counter = count | 0;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < warmUpRounds; round++) next();
  return next;
}

/** A whole number from `low` to `high`, both included. */
export const drawInteger = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** A standard normal deviate (Box-Muller). */
export const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
