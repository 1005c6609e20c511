import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HeldBytes } from '../../lib/io/held-bytes.ts';
import { forAll } from './for-all.ts';

const Held = suite('held bytes');

const someParts = fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 8 });

Held('counts every byte and keeps the first of them, text after text', () =>
  forAll(300, [fc.nat({ max: 3000 }), fc.array(someParts, { maxLength: 4 })], (maxBytes, texts) => {
    const held = new HeldBytes(maxBytes);
    for (const parts of texts) {
      const all = Buffer.concat(parts);
      for (const part of parts) held.append(Buffer.from(part));
      assert.is(held.byteLength, all.length);
      const kept = held.take();
      assert.is(held.byteLength, 0);
      // Of what is too large at least the start that is shown, else all.
      const least = Math.min(all.length, Math.max(maxBytes, 1024));
      assert.equal(kept.subarray(0, least), all.subarray(0, least));
    }
  }),
);

Held('keeps no more than the bound, however much it is given', () => {
  const held = new HeldBytes(100_000);
  const before = process.memoryUsage().arrayBuffers;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  for (let times = 0; times < 1000; times += 1) held.append(chunk);
  assert.is(held.byteLength, 1000 * chunk.length);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
});

Held.run();
