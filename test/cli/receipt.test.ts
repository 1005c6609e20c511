import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFigures } from '../../lib/cli/figures.ts';
import { createReceipt, formatReceipt, type Receipt } from '../../lib/cli/receipt.ts';
import { type LlmPipeError, StopError } from '../../lib/errors.ts';
import { BrokenPipeError } from '../../lib/io/text-writer.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { Counts } from '../../lib/pipeline/counts.ts';

const ReceiptTest = suite('receipt');

const startedAt = new Date('2026-11-22T10:00:00.000Z');

interface RunFacts {
  metrics?: Metrics;
  counts?: Counts;
  failure?: LlmPipeError;
  durationMs?: number;
  deadLetter?: string;
}

async function receiptOf({
  metrics = createMetrics(),
  counts = new Counts(),
  failure,
  durationMs = 1_234,
  deadLetter,
}: RunFacts): Promise<Receipt> {
  return createReceipt({
    pipeline: 'p',
    version: '1.2.3',
    startedAt,
    durationMs,
    exitCode: 1,
    result: { counts, failure, isComplete: failure === undefined },
    figures: await readFigures(metrics),
    output: 'out.jsonl',
    deadLetter,
  });
}

/** A run with something of everything. */
function busyRun(): RunFacts {
  const counts = new Counts();
  counts.read = 12_345;
  Object.assign(counts.ended, { written: 12_000, failed: 300, filtered: 45 });
  for (let index = 0; index < 299; index += 1) counts.fail('template', `odd ${index}`);
  counts.fail('timeout', 'x'.repeat(250));
  const metrics = createMetrics();
  const upstream = { provider: 'openai', model: 'm' };
  const { callDuration } = metrics;
  callDuration.labels({ pipeline: 'p', stage: 'a', outcome: 'success' }).observe(1);
  callDuration.labels({ pipeline: 'p', stage: 'b', outcome: 'error' }).observe(2);
  metrics.requests.inc({ ...upstream, status: '200' }, 5);
  metrics.requests.inc({ ...upstream, status: '429' }, 2);
  metrics.requests.inc({ ...upstream, model: 'n', status: '200' }, 1);
  metrics.requests.inc({ ...upstream, status: '500' }, 0);
  metrics.retries.inc({ ...upstream, kind: 'timeout' }, 3);
  metrics.fallbacks.inc({ from: 'm', to: 'n', kind: 'timeout' });
  metrics.tokens.inc({ ...upstream, type: 'input' }, 1_000_000);
  metrics.tokens.inc({ ...upstream, type: 'output' }, 2_000);
  metrics.cost.inc(upstream, 1.5);
  metrics.wastedCost.inc({ ...upstream, kind: 'truncated' }, 0.25);
  metrics.unpriced.inc({ ...upstream, model: 'n' }, 1);
  return { counts, metrics, deadLetter: 'out.jsonl.errors.jsonl' };
}

ReceiptTest('has the facts of the run from its counts and metrics', async () => {
  const { peak_memory_bytes: peak, ...receipt } = await receiptOf(busyRun());
  assert.ok(peak > 10_000_000 && peak < 10_000_000_000, String(peak));
  assert.equal(receipt, {
    pipeline: 'p',
    version: '1.2.3',
    started_at: '2026-11-22T10:00:00.000Z',
    duration_seconds: 1.234,
    exit_code: 1,
    stopped: null,
    records: { read: 12_345, written: 12_000, failed: 300, filtered: 45, unfinished: 0 },
    is_conserved: true,
    failed_by_kind: { template: 299, timeout: 1 },
    first_failures: { template: 'odd 0', timeout: 'x'.repeat(250) },
    calls: {
      calls: 2,
      attempts: 8,
      retries: 3,
      fallbacks: 1,
      rate_limited: 2,
      attempts_by_status: { 200: 6, 429: 2 },
    },
    tokens: { input: 1_000_000, output: 2_000 },
    cost_usd: 1.5,
    wasted_cost_usd: 0.25,
    unpriced_answers: 1,
    output: 'out.jsonl',
    dead_letter: 'out.jsonl.errors.jsonl',
  });
});

ReceiptTest('says all of it to people, a line for each topic', async () => {
  const receipt = { ...(await receiptOf(busyRun())), peak_memory_bytes: 123_456_789 };
  assert.is(
    formatReceipt(receipt),
    `llm-pipe: p: 12,345 records in 1.2 s
  records     12,345 read = 12,000 written + 300 failed + 45 filtered + 0 unfinished
  failed      299 template, 1 timeout
  at first    template: odd 0
  at first    timeout: ${'x'.repeat(200)}...
  calls       2 with 8 attempts: 3 retries, 1 fallbacks, 2 times 429
  tokens      1,000,000 in, 2,000 out
  cost        $1.50, $0.250000 of it for answers that were not used, 1 answers without a price
  memory      123 MB at its peak
  output      out.jsonl
  dead letter out.jsonl.errors.jsonl`,
  );
});

const rowOf = (receipt: Receipt, name: string): string | undefined =>
  formatReceipt(receipt)
    .split('\n')
    .find((line) => line.startsWith(`  ${name} `))
    ?.slice(14);

ReceiptTest('leaves out what did not happen', async () => {
  const receipt = await receiptOf({});
  for (const name of ['failed', 'dead letter', 'stopped'])
    assert.is(rowOf(receipt, name), undefined);
  assert.match(formatReceipt(receipt), /^llm-pipe: p: 0 records in 1\.2 s\n/);
});

ReceiptTest('says why the run stopped, but nothing of a reader who has gone', async () => {
  const stopped = await receiptOf({ failure: new StopError('no key is left') });
  assert.is(stopped.stopped, 'no key is left');
  assert.is(rowOf(stopped, 'stopped'), 'no key is left');
  assert.is((await receiptOf({ failure: new BrokenPipeError('stdout') })).stopped, null);
});

ReceiptTest('says loudly that records are lost', async () => {
  const counts = new Counts();
  counts.read = 1;
  const receipt = await receiptOf({ counts });
  assert.not(receipt.is_conserved);
  assert.match(rowOf(receipt, 'records') ?? '', /: DOES NOT ADD UP$/);
  assert.match(formatReceipt(receipt), 'llm-pipe: p: 1 record in');
});

const costs = [
  [0, 0, 0, '$0'],
  [3, 0, 0, '$0'],
  [3, 0.000123, 0, '$0.000123'],
  [3, 12.345, 0, '$12.35'],
  [3, 0, 3, 'unknown: no price for the models used'],
  [3, 0.5, 1_000, '$0.500000, 1,000 answers without a price'],
] as const;

for (const [attempts, cost, unpriced, text] of costs) {
  ReceiptTest(`tells a cost of ${text}`, async () => {
    const receipt = await receiptOf({});
    const calls = { ...receipt.calls, attempts };
    assert.is(
      rowOf({ ...receipt, calls, cost_usd: cost, unpriced_answers: unpriced }, 'cost'),
      text,
    );
  });
}

const durations = [
  [0, '0.0 s'],
  [59_000, '59.0 s'],
  [60_000, '1 min 0 s'],
  [3_599_900, '59 min 59 s'],
  [3_600_000, '1 h 0 min'],
  [100_000_000, '27 h 46 min'],
] as const;

for (const [durationMs, text] of durations) {
  ReceiptTest(`tells ${durationMs} ms as ${text}`, async () => {
    const [head] = formatReceipt(await receiptOf({ durationMs })).split('\n');
    assert.is(head, `llm-pipe: p: 0 records in ${text}`);
  });
}

ReceiptTest.run();
