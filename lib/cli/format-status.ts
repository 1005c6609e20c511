import { formatCount, formatRows, formatSeconds, formatUsd } from './format-figures.ts';
import type { RunStatus } from './run-observer.ts';
import type { StatusPart } from './status-line.ts';

/** The status in one line, of which a narrow window shows what matters most. */
export function statusParts(status: RunStatus): StatusPart[] {
  const { done, failed, rate_limited: rateLimited, cost_usd: cost } = status;
  const { share, eta_seconds: eta } = status;
  return [
    { text: `${formatCount(done)} done`, rank: 0 },
    ...(share === null ? [] : [{ text: formatShare(share), rank: 3 }]),
    { text: `${formatRate(status.per_second)}/s`, rank: 4 },
    { text: `${formatCount(status.in_flight)} in flight`, rank: 7 },
    ...(rateLimited > 0 ? [{ text: `${formatCount(rateLimited)} x 429`, rank: 6 }] : []),
    ...(failed > 0
      ? [{ text: `${formatCount(failed)} failed`, rank: 1, colour: 'red' as const }]
      : []),
    ...(cost > 0 ? [{ text: formatUsd(cost), rank: 5 }] : []),
    ...(eta === null ? [] : [{ text: `eta ${formatEta(eta)}`, rank: 2 }]),
  ];
}

/** The same as plain text, for where nothing is redrawn. */
export const formatStatus = (status: RunStatus): string =>
  statusParts(status)
    .map(({ text }) => text)
    .join('  ');

/** The status at length, for who asks. */
export function formatReport(pipeline: string, status: RunStatus): string {
  const { read, done, written, failed, filtered, share, eta_seconds: eta } = status;
  const unwritten = read - done;
  return formatRows(`llm-pipe: ${pipeline}: running for ${formatSeconds(status.seconds)}`, [
    [
      'records',
      `${formatCount(read)} read = ${formatCount(written)} written + ${formatCount(failed)} failed + ` +
        `${formatCount(filtered)} filtered + ${formatCount(unwritten)} under way`,
    ],
    ['rate', `${formatRate(status.per_second)} records per second`],
    ['input', share === null ? '' : `${formatShare(share)} done`],
    ['eta', eta === null ? '' : formatEta(eta)],
    [
      'calls',
      `${formatCount(status.in_flight)} in flight, ${formatCount(status.rate_limited)} times 429`,
    ],
    ['cost', formatUsd(status.cost_usd)],
  ]);
}

const formatShare = (share: number): string => `${Math.floor(100 * share)}%`;

const formatRate = (rate: number): string =>
  rate < 100 ? rate.toFixed(1) : formatCount(Math.round(rate));

/** `42s`, `15m12s`, `2h05m`, `3d04h`. */
function formatEta(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3_600)}h${two((whole % 3_600) / 60)}m`;
  return `${formatCount(Math.floor(whole / 86_400))}d${two((whole % 86_400) / 3_600)}h`;
}
