import type { RunResult } from '../pipeline/run-batch.ts';
import { type Figures, sumOf } from './figures.ts';
import { formatCount, formatRows, formatSeconds, formatUsd } from './format-figures.ts';

/** What a run did; the same facts on stderr and in `--summary-json`. */
export interface Receipt {
  pipeline: string;
  version: string;
  started_at: string;
  duration_seconds: number;
  exit_code: number;
  /** Why the run stopped early. */
  stopped: string | null;
  records: {
    read: number;
    written: number;
    failed: number;
    filtered: number;
    unfinished: number;
  };
  /** read = written + failed + filtered + unfinished. */
  is_conserved: boolean;
  failed_by_kind: Record<string, number>;
  /** What was said of the first failure of each kind. */
  first_failures: Record<string, string>;
  calls: {
    calls: number;
    attempts: number;
    retries: number;
    fallbacks: number;
    rate_limited: number;
    attempts_by_status: Record<string, number>;
  };
  tokens: { input: number; output: number };
  cost_usd: number;
  /** Part of it: answers that were not used. */
  wasted_cost_usd: number;
  /** Answers of models without a known price, which the cost leaves out. */
  unpriced_answers: number;
  peak_memory_bytes: number;
  output: string;
  dead_letter: string | null;
}

export interface ReceiptFacts {
  pipeline: string;
  version: string;
  startedAt: Date;
  durationMs: number;
  exitCode: number;
  result: RunResult;
  figures: Figures;
  output: string;
  deadLetter: string | undefined;
}

export function createReceipt(facts: ReceiptFacts): Receipt {
  const { figures, result } = facts;
  const { counts, failure } = result;
  const { written, failed, filtered, unfinished } = counts.ended;
  return {
    pipeline: facts.pipeline,
    version: facts.version,
    started_at: facts.startedAt.toISOString(),
    duration_seconds: Math.round(facts.durationMs) / 1_000,
    exit_code: facts.exitCode,
    stopped: failure && failure.code !== 'broken_pipe' ? failure.message : null,
    records: { read: counts.read, written, failed, filtered, unfinished },
    is_conserved: counts.isConserved,
    failed_by_kind: Object.fromEntries(counts.failures),
    first_failures: Object.fromEntries(counts.firstFailures),
    calls: {
      calls: sumOf(figures, 'call_duration_seconds_count'),
      attempts: sumOf(figures, 'requests_total'),
      retries: sumOf(figures, 'retries_total'),
      fallbacks: sumOf(figures, 'fallbacks_total'),
      rate_limited: sumOf(figures, 'requests_total', { status: '429' }),
      attempts_by_status: byStatus(figures),
    },
    tokens: {
      input: sumOf(figures, 'tokens_total', { type: 'input' }),
      output: sumOf(figures, 'tokens_total', { type: 'output' }),
    },
    cost_usd: sumOf(figures, 'cost_usd_total'),
    wasted_cost_usd: sumOf(figures, 'wasted_cost_usd_total'),
    unpriced_answers: sumOf(figures, 'unpriced_requests_total'),
    peak_memory_bytes: process.resourceUsage().maxRSS * 1_024,
    output: facts.output,
    dead_letter: facts.deadLetter ?? null,
  };
}

function byStatus(figures: Figures): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, labels, value } of figures.values()) {
    if (name !== 'llm_pipe_requests_total' || value === 0) continue;
    const status = String(labels['status']);
    counts[status] = (counts[status] ?? 0) + value;
  }
  return counts;
}

/** The receipt for people, a line for each topic. */
export function formatReceipt(receipt: Receipt): string {
  const { records, calls, tokens } = receipt;
  const headline = `llm-pipe: ${receipt.pipeline}: ${formatCount(records.read)} ${records.read === 1 ? 'record' : 'records'} in ${formatSeconds(receipt.duration_seconds)}`;
  return formatRows(headline, [
    ['records', formatRecords(records, receipt.is_conserved)],
    ['failed', formatCounts(receipt.failed_by_kind)],
    ...Object.entries(receipt.first_failures).map(toFirstRow),
    [
      'calls',
      `${formatCount(calls.calls)} with ${formatCount(calls.attempts)} attempts: ${formatCount(calls.retries)} retries, ` +
        `${formatCount(calls.fallbacks)} fallbacks, ${formatCount(calls.rate_limited)} times 429`,
    ],
    ['tokens', `${formatCount(tokens.input)} in, ${formatCount(tokens.output)} out`],
    ['cost', formatCost(receipt)],
    ['memory', `${formatCount(Math.round(receipt.peak_memory_bytes / 1e6))} MB at its peak`],
    ['output', receipt.output],
    ['dead letter', receipt.dead_letter ?? ''],
    ['stopped', receipt.stopped ?? ''],
  ]);
}

/** The others of its kind are in the dead letter, as is the whole of a long message. */
const toFirstRow = ([kind, message]: [string, string]): [string, string] => [
  'at first',
  `${kind}: ${message.length > longest ? `${message.slice(0, longest)}...` : message}`,
];

const longest = 200;

function formatRecords(records: Receipt['records'], isConserved: boolean): string {
  const { read, written, failed, filtered, unfinished } = records;
  const sum =
    `${formatCount(read)} read = ${formatCount(written)} written + ${formatCount(failed)} failed + ` +
    `${formatCount(filtered)} filtered + ${formatCount(unfinished)} unfinished`;
  return isConserved ? sum : `${sum}: DOES NOT ADD UP`;
}

const formatCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([kind, failures]) => `${formatCount(failures)} ${kind}`)
    .join(', ');

function formatCost(receipt: Receipt): string {
  const { cost_usd: cost, wasted_cost_usd: wasted, unpriced_answers: unpriced, calls } = receipt;
  if (calls.attempts === 0 || (cost === 0 && unpriced === 0)) return '$0';
  if (cost === 0) return 'unknown: no price for the models used';
  const parts = [
    formatUsd(cost),
    ...(wasted > 0 ? [`${formatUsd(wasted)} of it for answers that were not used`] : []),
    ...(unpriced > 0 ? [`${formatCount(unpriced)} answers without a price`] : []),
  ];
  return parts.join(', ');
}
