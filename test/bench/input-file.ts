import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';

const words =
  'the quick brown fox jumps over lazy dog data pipeline model review product quality service delivery 中文 评论 质量 很好 naïve café "quoted" back\\slash'.split(
    ' ',
  );
const textLength = 330;
const pieceLength = 1024 * 1024;

/** A JSONL file of that many records of about 505 bytes, always the same; made when first asked for. */
export async function inputFile({ data, signal }: Bench, records: number): Promise<string> {
  const path = join(data, `${records}.jsonl`);
  if (existsSync(path)) return path;
  await writeFile(`${path}.part`, generate(records), { signal });
  await rename(`${path}.part`, path);
  return path;
}

function* generate(records: number): Generator<string, void, void> {
  const random = createRandom();
  let piece = '';
  for (let id = 0; id < records; id += 1) {
    piece += `${JSON.stringify(recordOf(id, random))}\n`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function recordOf(id: number, random: () => number) {
  let text = '';
  while (text.length < textLength) text += `${words[Math.floor(random() * words.length)]} `;
  return {
    id,
    uid: `u${Math.floor(random() * 1e9)}`,
    lang: random() < 0.5 ? 'en' : 'zh',
    score: Number((random() * 5).toFixed(2)),
    tags: ['a', `b${id % 17}`],
    meta: { src: 'crawl', ts: 1_700_000_000 + id },
    text,
  };
}

/** Below 1, the same sequence every time. */
function createRandom(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
