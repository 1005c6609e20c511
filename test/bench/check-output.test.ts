import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkOutput } from './check-output.ts';

const Output = suite('check of an output');

const line = (id: number) => `{"id":${id},"lang":"en","answer":"The review is good."}\n`;

/** What is wrong with an output of three records. */
async function faultOf(text: string, isOrdered: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-bench-'));
  const path = join(folder, 'out.jsonl');
  try {
    writeFileSync(path, text);
    await checkOutput(path, { records: 3, isOrdered });
    return 'none';
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Output('wants every record once', async () => {
  const whole = line(0) + line(1) + line(2);
  assert.is(await faultOf(whole, true), 'none');
  assert.match(await faultOf(line(0) + line(1), true), '1 records are missing');
  assert.match(await faultOf(whole + line(2), false), '2 came once too often');
  assert.match(await faultOf(whole + line(3), false), '3 came once too often');
});

Output('wants the order of the input where asked', async () => {
  const mixed = line(2) + line(0) + line(1);
  assert.is(await faultOf(mixed, false), 'none');
  assert.match(await faultOf(mixed, true), '2 came as 0');
});

Output('wants an answer in every line, and whole lines', async () => {
  const rest = line(1) + line(2);
  assert.match(await faultOf(`{"id":0,"lang":"en"}\n${rest}`, true), 'not an answered record');
  assert.match(await faultOf(line(0) + rest.slice(0, -2), true), 'not an answered record');
  assert.match(await faultOf(`\n${rest}`, true), 'not an answered record');
});

Output.run();
