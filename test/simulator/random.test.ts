import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom, drawInteger } from '../../lib/simulator/random.ts';

const Random = suite('random');

const draws = (words: [number, number, number, number], count: number): number[] => {
  const random = createRandom(...words);
  return Array.from({ length: count }, () => random());
};

Random('gives the same numbers for the same words and others for others', () => {
  assert.equal(draws([1, 2, 3, 4], 10), draws([1, 2, 3, 4], 10));
  for (const words of [
    [0, 2, 3, 4],
    [1, 0, 3, 4],
    [1, 2, 0, 4],
    [1, 2, 3, 0],
  ] as const) {
    assert.not.equal(draws([...words], 10), draws([1, 2, 3, 4], 10));
  }
});

Random('is even in its first draw over neighbouring words', () => {
  const counts = new Array<number>(10).fill(0);
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const tenth = Math.floor((draws([7, 7, 7, attempt], 1)[0] ?? 0) * 10);
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  assert.ok(
    counts.every((count) => Math.abs(count - 1_000) < 120),
    String(counts),
  );
});

Random('draws whole numbers with both ends', () => {
  const random = createRandom(1, 2, 3, 4);
  const seen = new Set(Array.from({ length: 200 }, () => drawInteger(random, -1, 2)));
  assert.equal(
    [...seen].sort((a, b) => a - b),
    [-1, 0, 1, 2],
  );
});

Random.run();
