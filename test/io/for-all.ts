import fc from 'fast-check';

/**
 * Tries a property on `runs` random examples; where it fails, fast-check shows the smallest one and its seed.
 * SEED repeats those of an earlier run.
 */
export async function forAll<Examples extends [unknown, ...unknown[]]>(
  runs: number,
  arbitraries: { [Index in keyof Examples]: fc.Arbitrary<Examples[Index]> },
  check: (...examples: Examples) => void | Promise<void>,
): Promise<void> {
  const seed = process.env['SEED'];
  const property = fc.asyncProperty<Examples>(...arbitraries, async (...examples) =>
    check(...examples),
  );
  await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) });
}

/** A way to cut bytes into pieces, most of them short or single bytes. */
export const someCuts: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([]),
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
);
