import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { type Latency, type Upstream, withUpstream } from './upstream.ts';

const Mock = suite('upstream of the benchmarks');

const canRun = process.platform === 'linux' && spawnSync('gcc', ['--version']).status === 0;

async function withMock(latency: Latency, use: (upstream: Upstream) => Promise<void>) {
  const data = mkdtempSync(join(tmpdir(), 'llm-pipe-bench-'));
  const { signal } = new AbortController();
  const bench = { runs: 1, programs: '', data, signal, tell: () => {} };
  try {
    await withUpstream(bench, latency, use);
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** Makes that many calls over a few connections, and closes them. */
async function callAll({ port }: Upstream, calls: number): Promise<unknown[]> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 3, pipelining: 1 });
  const body = JSON.stringify({ messages: 'x'.repeat(20_000) });
  const call = async () => {
    const response = await pool.request({ path: '/v1/chat/completions', method: 'POST', body });
    return response.body.json();
  };
  const answers = await Promise.all(Array.from({ length: calls }, call));
  await pool.close();
  return answers;
}

for (const latency of [
  [0, 0],
  [10, 5],
] as const) {
  Mock(`answers every call after ${latency[0]} ms and counts those of each client`, async () => {
    if (!needs('gcc on Linux', canRun)) return;
    await withMock(latency, async (upstream) => {
      for (const calls of [10, 3]) {
        const from = performance.now();
        const answers = await callAll(upstream, calls);
        const leastMs = Math.floor(calls / 3) * (latency[0] - latency[1]);
        assert.ok(performance.now() - from >= leastMs);
        for (const answer of answers) assert.match(JSON.stringify(answer), '"content":"The review');
        assert.is(await upstream.nextCount(), calls);
      }
    });
  });
}

Mock.run();
