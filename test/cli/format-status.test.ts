import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatReport, formatStatus, statusParts } from '../../lib/cli/format-status.ts';
import type { RunStatus } from '../../lib/cli/run-observer.ts';
import { fitParts } from '../../lib/cli/status-line.ts';

const Format = suite('format status');

const status: RunStatus = {
  seconds: 723,
  read: 16_527,
  done: 12_431,
  written: 12_398,
  failed: 33,
  filtered: 0,
  per_second: 41.234,
  in_flight: 32,
  rate_limited: 120,
  cost_usd: 3.414,
  share: 0.249,
  eta_seconds: 911.2,
};

const early: RunStatus = {
  ...status,
  ...{ read: 4, done: 0, written: 0, failed: 0, per_second: 0, rate_limited: 0, cost_usd: 0 },
  ...{ share: null, eta_seconds: null },
};

Format('tells all in one line', () => {
  assert.is(
    formatStatus(status),
    '12,431 done  24%  41.2/s  32 in flight  120 x 429  33 failed  $3.41  eta 15m12s',
  );
});

Format('leaves out what has not happened and what is not known', () => {
  assert.is(formatStatus(early), '0 done  0.0/s  32 in flight');
});

Format('keeps what matters most in a narrow window', () => {
  const fitted = [60, 45, 30, 20].map((columns) =>
    fitParts(statusParts(status), columns)
      .map(({ text }) => text)
      .join('  '),
  );
  assert.equal(fitted, [
    '12,431 done  24%  41.2/s  33 failed  $3.41  eta 15m12s',
    '12,431 done  24%  33 failed  eta 15m12s',
    '12,431 done  33 failed',
    '12,431 done',
  ]);
});

for (const [seconds, eta] of [
  [0, '0s'],
  [0.2, '1s'],
  [60, '1m00s'],
  [3_599.5, '1h00m'],
  [7_500, '2h05m'],
  [86_400, '1d00h'],
  [273_600, '3d04h'],
] as const) {
  Format(`writes ${seconds} seconds to go as ${eta}`, () => {
    assert.ok(formatStatus({ ...status, eta_seconds: seconds }).endsWith(`eta ${eta}`));
  });
}

Format('tells it at length to who asks', () => {
  assert.is(
    formatReport('annotate', status),
    `llm-pipe: annotate: running for 12 min 3 s
  records     16,527 read = 12,398 written + 33 failed + 0 filtered + 4,096 under way
  rate        41.2 records per second
  input       24% done
  eta         15m12s
  calls       32 in flight, 120 times 429
  cost        $3.41`,
  );
  assert.is(
    formatReport('annotate', early),
    `llm-pipe: annotate: running for 12 min 3 s
  records     4 read = 0 written + 0 failed + 0 filtered + 4 under way
  rate        0.0 records per second
  calls       32 in flight, 0 times 429
  cost        $0`,
  );
});

Format.run();
