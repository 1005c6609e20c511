import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createFates, type Fate } from '../../lib/simulator/fate.ts';
import { faultNames } from '../../lib/simulator/faults.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { chat, type Input, withSimulator } from './with-simulator.ts';

const Fates = suite('simulated fates');

const draw = (input: Input) => createFates(simulatorSchema.parse(input));

const bodies = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`body ${index}`));

const drawAll = (input: Input, count: number, nowMs = 0): Fate[] => {
  const drawFate = draw(input);
  return bodies(count).map((body) => drawFate(body, nowMs));
};

Fates('are the same for the same seed, body and attempt', () => {
  const input: Input = {
    seed: 3,
    faults: { '429': 0.3, reset: 0.3 },
    latency: { mean: '1s', sigma: 1 },
  };
  assert.equal(drawAll(input, 100), drawAll(input, 100));
  assert.not.equal(drawAll(input, 100), drawAll({ ...input, seed: 4 }, 100));
});

Fates('do not depend on what was asked between', () => {
  const input: Input = { faults: { '500': 0.5 } };
  const drawFate = draw(input);
  const backwards = bodies(100)
    .reverse()
    .map((body) => drawFate(body, 0))
    .reverse();
  assert.equal(backwards, drawAll(input, 100));
});

Fates('differ from attempt to attempt', () => {
  const drawFate = draw({ faults: { '500': 0.5 } });
  const attempt = (body: Buffer) => drawFate(body, 0);
  const [first, second] = [bodies(2_000).map(attempt), bodies(2_000).map(attempt)];
  const both = first.filter(({ fault }, index) => fault && second[index]?.fault);
  assert.ok(Math.abs(both.length - 500) < 60, `${both.length} of 2000 failed twice`);
});

Fates('have faults at their rates', () => {
  const rates = faultNames.map((name, index) => [name, (1 + (index % 4)) / 50] as const);
  const drawn = drawAll({ seed: 1, faults: Object.fromEntries(rates) }, 20_000);
  for (const [name, rate] of rates) {
    const share = drawn.filter(({ fault }) => fault === name).length / drawn.length;
    assert.ok(Math.abs(share - rate) < 0.01, `${name}: ${share}`);
  }
});

Fates('stay what they were before there were more faults', () => {
  const faults = { '429': 0.2, '500': 0.2, hang: 0.1, malformed: 0.2 };
  const drawn = drawAll({ seed: 7, faults, latency: { mean: '1s', sigma: 0.5 } }, 12);
  assert.equal(
    drawn.map(({ fault, latencyMs }) => `${fault} ${Math.round(latencyMs)}`),
    [
      '429 1136',
      '500 2375',
      '429 931',
      'hang 360',
      'malformed 1479',
      'undefined 976',
      '429 1312',
      '429 532',
      '500 995',
      '500 1868',
      'hang 742',
      '500 949',
    ],
  );
});

Fates('always fault at a rate of 1', () => {
  assert.ok(drawAll({ faults: { hang: 1 } }, 1_000).every(({ fault }) => fault === 'hang'));
});

Fates('are those of the schedule from its beginning to its end', () => {
  const input: Input = { schedule: [{ at: '10s', for: '5s', fault: '503' }] };
  for (const [nowMs, fault] of [
    [9_999, undefined],
    [10_000, '503'],
    [14_999, '503'],
    [15_000, undefined],
  ] as const) {
    assert.ok(
      drawAll(input, 20, nowMs).every((fate) => fate.fault === fault),
      `${nowMs}`,
    );
  }
});

Fates('come from the first entry of the schedule that meets the request', () => {
  const schedule: Input['schedule'] = [
    { at: '0s', for: '1m', fault: '529', rate: 0.5 },
    { at: '0s', for: '2m', fault: 'cut' },
  ];
  const shareOf = (fault: string, nowMs: number) =>
    drawAll({ schedule, faults: { '500': 1 } }, 2_000, nowMs).filter((fate) => fate.fault === fault)
      .length / 2_000;
  assert.ok(Math.abs(shareOf('529', 0) - 0.5) < 0.05);
  assert.ok(Math.abs(shareOf('cut', 0) - 0.5) < 0.05);
  assert.is(shareOf('cut', 60_000), 1);
  assert.is(shareOf('500', 120_000), 1);
});

Fates('keep their latencies and the faults by rate where the schedule lets them pass', () => {
  const input: Input = {
    seed: 2,
    faults: { '500': 0.3 },
    latency: { mean: '1s', sigma: 1 },
  };
  const schedule: Input['schedule'] = [{ at: '0s', for: '1m', fault: '429_bare', rate: 0.5 }];
  const plain = drawAll(input, 500);
  const planned = drawAll({ ...input, schedule }, 500);
  assert.equal(
    planned.map(({ latencyMs }) => latencyMs),
    plain.map(({ latencyMs }) => latencyMs),
  );
  for (const [index, { fault }] of planned.entries()) {
    if (fault !== '429_bare') assert.is(fault, plain[index]?.fault);
  }
});

Fates('have lognormal latencies of the given mean', () => {
  const sigma = 0.5;
  const latencies = drawAll({ latency: { mean: '2s', sigma } }, 50_000).map(
    ({ latencyMs }) => latencyMs,
  );
  const mean = latencies.reduce((sum, value) => sum + value) / latencies.length;
  assert.ok(Math.abs(mean - 2_000) < 20, `mean ${mean}`);
  const median = latencies.sort((a, b) => a - b)[25_000] ?? 0;
  const expected = 2_000 * Math.exp(-(sigma ** 2) / 2);
  assert.ok(Math.abs(median - expected) < 30, `median ${median}`);
});

Fates('are drawn once per attempt over HTTP', () =>
  withSimulator({ seed: 5, faults: { '500': 0.4 } }, async ({ post, stats }) => {
    const body = JSON.stringify(chat('the same'));
    const fate = draw({ seed: 5, faults: { '500': 0.4 } });
    for (let attempt = 0; attempt < 20; attempt++) {
      const { fault } = fate(Buffer.from(body), 0);
      assert.is((await post('/chat/completions', body)).status, fault ? 500 : 200);
    }
    const { answers, faults } = stats();
    assert.is(answers['500'], faults['500']);
    assert.ok(faults['500'] > 0 && faults['500'] < 20);
  }),
);

Fates('are not drawn for what a limit refuses', async () => {
  const statuses = async (input: Input) => {
    const seen: number[] = [];
    await withSimulator({ ...input, faults: { '500': 0.5 } }, async ({ post }) => {
      for (const text of ['a', 'b', 'c', 'd'])
        seen.push((await post('/completions', { model: 'm', prompt: text })).status);
    });
    return seen;
  };
  const free = await statuses({});
  assert.equal(await statuses({ limits: { requests_per_minute: 2 } }), [
    ...free.slice(0, 2),
    429,
    429,
  ]);
});

Fates.run();
