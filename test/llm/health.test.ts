import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, failureKinds, UpstreamError } from '../../lib/errors.ts';
import { newTrace } from '../../lib/llm/handler.ts';
import { Health } from '../../lib/llm/health.ts';

const HealthTest = suite('health of a deployment');

const pauses = { firstMs: 1_000, mostMs: 3_000 };
const failure = (kind: FailureKind, code?: string, retryAfterMs?: number) =>
  new UpstreamError(kind, `said ${kind}`, { code, retryAfterMs });
const refused = failure('network', 'ECONNREFUSED');
const [one, two] = [newTrace(), newTrace()];

/** What one attempt comes to: the call that made it, and its failure or none. */
type Event = [call: typeof one, error?: unknown];
const times = (count: number, event: Event): Event[] => Array.from({ length: count }, () => event);

function after(...events: readonly Event[]): Health {
  const health = new Health(pauses);
  for (const [call, error] of events) {
    if (error) health.fail(error, call);
    else health.succeed();
  }
  return health;
}

const broken = failure('server_error');
const rows: [name: string, events: Event[], isDown: boolean][] = [
  ['four failures', [...times(2, [one, broken]), ...times(2, [two, broken])], false],
  ['five failures of two calls', [...times(4, [one, broken]), [two, broken]], true],
  ['any number of failures of one call', times(50, [one, broken]), false],
  [
    'failures with a success between them',
    [...times(4, [one, broken]), [two], ...times(4, [one, broken])],
    false,
  ],
  [
    'failures with an answer of another kind between them',
    [...times(4, [one, broken]), [two, failure('bad_request')], ...times(4, [two, broken])],
    false,
  ],
  [
    'failures with an abort between them',
    [...times(4, [one, broken]), [two, failure('aborted')], [two, broken]],
    true,
  ],
  ['two refused connections', times(2, [one, refused]), false],
  ['three refused connections of one call', times(3, [one, refused]), true],
  [
    'refused connections with another failure between them',
    [...times(2, [one, refused]), [one, broken], ...times(2, [one, refused])],
    false,
  ],
  ['an outage and an answer', [...times(3, [one, refused]), [two]], false],
  [
    'an outage and a refusal that only a server can give',
    [...times(3, [one, refused]), [two, failure('rate_limited')]],
    false,
  ],
];

for (const [name, events, isDown] of rows) {
  HealthTest(`is ${isDown ? 'down' : 'up'} after ${name}`, () => {
    const health = after(...events);
    assert.is(health.isDown, isDown);
    assert.is(health.restMs > 0, isDown);
  });
}

const counting: readonly FailureKind[] = ['network', 'timeout', 'server_error', 'overloaded'];

for (const kind of failureKinds) {
  const counts = counting.includes(kind);
  HealthTest(`${counts ? 'goes' : 'never goes'} down with ${kind}`, () => {
    const health = after(...times(4, [one, failure(kind)]));
    assert.is(health.fail(failure(kind), two), counts);
    assert.is(health.isDown, counts);
  });
}

for (const code of ['ENOTFOUND', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']) {
  HealthTest(`takes ${code} for a server that was not reached`, () => {
    assert.ok(after(...times(3, [one, failure('network', code)])).isDown);
  });
}

const down = () => after(...times(3, [one, refused]));

HealthTest('rests for a pause with jitter, longer after each failed probe, up to a bound', () => {
  const health = down();
  for (const pauseMs of [1_000, 2_000, 3_000, 3_000]) {
    const { restMs } = health;
    assert.ok(restMs > pauseMs / 2 - 100 && restMs <= pauseMs, `${restMs} of ${pauseMs}`);
    health.begin(two);
    health.fail(refused, two);
  }
});

HealthTest('rests for as long as the server asks', () => {
  const health = down();
  health.begin(two);
  health.fail(failure('overloaded', undefined, 60_000), two);
  assert.ok(health.restMs > 59_000);
});

HealthTest('rests while a probe is under way', () => {
  const resting = down();
  resting.begin(two);
  assert.is(resting.restMs, 1_000);
});

HealthTest('learns nothing from attempts that are no probe, nor from an aborted one', () => {
  const health = down();
  health.begin(two);
  assert.is(health.fail(failure('timeout'), one), true);
  assert.is(health.restMs, 1_000, 'the probe is still under way');
  assert.is(health.fail(failure('aborted'), two), false);
  assert.ok(health.isDown && health.restMs < 1_000);
});

HealthTest('begins to count anew after an outage', () => {
  const health = down();
  health.succeed();
  for (const [call, error] of times(2, [one, refused])) health.fail(error, call);
  assert.not(health.isDown);
});

HealthTest('takes an error of ours for nothing', () => {
  const health = after(...times(2, [one, refused]), [one, new TypeError('ours')], [one, refused]);
  assert.ok(health.isDown);
});

HealthTest.run();
