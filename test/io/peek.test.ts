import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { peek } from '../../lib/io/peek.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut, reading } from './pieces.ts';

const Peek = suite('peek');

async function contentOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let content = '';
  for await (const chunk of chunks) content += chunk.toString('latin1');
  return content;
}

/** Chunks whose reader can be asked whether it was closed. */
function closable(pieces: string[]) {
  const state = { isClosed: false };
  async function* read() {
    try {
      yield* reading(pieces);
    } finally {
      state.isClosed = true;
    }
  }
  return { state, chunks: read() };
}

Peek('shows enough of the start, and gives all bytes back, wherever they are cut', () =>
  forAll(
    300,
    [fc.string({ maxLength: 60 }), someCuts, fc.nat({ max: 70 })],
    async (text, cuts, needed) => {
      const bytes = Buffer.from(text);
      const { seen, chunks } = await peek(reading(cut(bytes, cuts)), (head, isWhole) =>
        head.length >= needed || isWhole ? head.toString('latin1') : undefined,
      );
      const whole = bytes.toString('latin1');
      assert.ok(seen !== undefined && whole.startsWith(seen), seen);
      assert.ok((seen ?? '').length >= Math.min(needed, bytes.length));
      assert.is(await contentOf(chunks), whole);
    },
  ),
);

Peek('asks for no more than it needs', async () => {
  const { state, chunks } = closable(['ab', 'cd', 'ef']);
  const looks: string[] = [];
  const { seen } = await peek(chunks, (head) => {
    looks.push(head.toString());
    return head.length > 2 ? 'enough' : undefined;
  });
  assert.is(seen, 'enough');
  assert.equal(looks, ['ab', 'abcd']);
  assert.is(state.isClosed, false);
});

Peek('tells nothing of a stream that shows nothing', async () => {
  const { seen, chunks } = await peek(reading([]), () => undefined);
  assert.is(seen, undefined);
  assert.is(await contentOf(chunks), '');
});

Peek('closes the stream when the look throws, and when its reader leaves', async () => {
  const refused = closable(['ab', 'cd']);
  let told = '';
  try {
    await peek(refused.chunks, () => {
      throw new Error('no');
    });
  } catch (error) {
    told = String(error);
  }
  assert.is(told, 'Error: no');
  assert.is(refused.state.isClosed, true);

  const left = closable(['ab', 'cd', 'ef']);
  const { chunks } = await peek(left.chunks, () => 'at once');
  for await (const chunk of chunks) if (chunk.length > 0) break;
  assert.is(left.state.isClosed, true);
});

Peek.run();
