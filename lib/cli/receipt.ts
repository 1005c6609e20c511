import type { RunResult } from '../pipeline/run-batch.ts';
import { type Figures, sumOf } from './figures.ts';

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

const grouped = new Intl.NumberFormat('en-US');
const count = (value: number): string => grouped.format(value);

/** The receipt for people, a line for each topic. */
export function formatReceipt(receipt: Receipt): string {
  const { records, calls, tokens } = receipt;
  const rows = [
    ['records', formatRecords(records, receipt.is_conserved)],
    ['failed', formatCounts(receipt.failed_by_kind)],
    [
      'calls',
      `${count(calls.calls)} with ${count(calls.attempts)} attempts: ${count(calls.retries)} retries, ` +
        `${count(calls.fallbacks)} fallbacks, ${count(calls.rate_limited)} times 429`,
    ],
    ['tokens', `${count(tokens.input)} in, ${count(tokens.output)} out`],
    ['cost', formatCost(receipt)],
    ['memory', `${count(Math.round(receipt.peak_memory_bytes / 1e6))} MB at its peak`],
    ['output', receipt.output],
    ['dead letter', receipt.dead_letter ?? ''],
    ['stopped', receipt.stopped ?? ''],
  ];
  const lines = rows
    .filter(([, text]) => text !== '')
    .map(([name = '', text]) => `  ${name.padEnd(12)}${text}`);
  const head = `llm-pipe: ${receipt.pipeline}: ${count(records.read)} ${records.read === 1 ? 'record' : 'records'} in ${formatSeconds(receipt.duration_seconds)}`;
  return [head, ...lines].join('\n');
}

function formatRecords(records: Receipt['records'], isConserved: boolean): string {
  const { read, written, failed, filtered, unfinished } = records;
  const sum =
    `${count(read)} read = ${count(written)} written + ${count(failed)} failed + ` +
    `${count(filtered)} filtered + ${count(unfinished)} unfinished`;
  return isConserved ? sum : `${sum}: DOES NOT ADD UP`;
}

const formatCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([kind, failures]) => `${count(failures)} ${kind}`)
    .join(', ');

function formatCost(receipt: Receipt): string {
  const { cost_usd: cost, wasted_cost_usd: wasted, unpriced_answers: unpriced, calls } = receipt;
  if (calls.attempts === 0 || (cost === 0 && unpriced === 0)) return '$0';
  if (cost === 0) return 'unknown: no price for the models used';
  const parts = [
    formatUsd(cost),
    ...(wasted > 0 ? [`${formatUsd(wasted)} of it for answers that were not used`] : []),
    ...(unpriced > 0 ? [`${count(unpriced)} answers without a price`] : []),
  ];
  return parts.join(', ');
}

const formatUsd = (amount: number): string => `$${amount.toFixed(amount < 1 ? 6 : 2)}`;

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Math.floor(seconds % 60)} s`;
  return minutes < 60
    ? `${minutes} min ${rest}`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
