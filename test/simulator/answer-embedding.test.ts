import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Input, readJson, withSimulator } from './with-simulator.ts';

const Embeddings = suite('simulated embeddings');

async function embed(body: object, input: Input = {}) {
  let answer: { data: { index: number; embedding: number[] | string }[]; usage: object } = {
    data: [],
    usage: {},
  };
  await withSimulator(input, async ({ post }) => {
    answer = await readJson(await post('/v1/embeddings', { model: 'm', ...body }));
  });
  return answer;
}

const vectors = async (input: unknown, more: object = {}) =>
  (await embed({ input, ...more })).data.map(({ embedding }) => embedding);

Embeddings('are vectors of length 1 that follow from their text alone', async () => {
  const [first, second] = await vectors(['a', 'b']);
  assert.equal(await vectors('b'), [second]);
  assert.not.equal(first, second);
  assert.ok(Array.isArray(second));
  assert.is(second.length, 32);
  assert.ok(Math.abs(Math.hypot(...second) - 1) < 1e-6);
});

Embeddings('depend on the seed', async () => {
  const seeded = await embed({ input: 'a' }, { seed: 1 });
  assert.not.equal(seeded.data[0]?.embedding, (await vectors('a'))[0]);
});

Embeddings('have the dimensions asked for', async () => {
  const [vector] = await vectors('a', { dimensions: 1_536 });
  assert.is(vector?.length, 1_536);
});

Embeddings('come as base64 of little-endian floats when asked for', async () => {
  const [plain] = await vectors('a');
  const [encoded] = await vectors('a', { encoding_format: 'base64' });
  const bytes = Buffer.from(String(encoded), 'base64');
  assert.equal(
    Array.from({ length: 32 }, (_, index) => bytes.readFloatLE(4 * index)),
    plain,
  );
});

Embeddings('take token ids, one list or several', async () => {
  const [single] = await vectors([1, 2]);
  assert.equal(await vectors([[1, 2], [3]]), [single, ...(await vectors([3]))]);
});

Embeddings('tell their usage', async () => {
  assert.equal((await embed({ input: '12345678' })).usage, { prompt_tokens: 3, total_tokens: 3 });
});

Embeddings('are partly missing under the faults of content', async () => {
  const input = ['a', 'b', 'c', 'd'];
  assert.is((await embed({ input }, { faults: { truncated: 1 } })).data.length, 2);
  assert.is((await embed({ input }, { faults: { empty: 1 } })).data.length, 0);
});

Embeddings.run();
