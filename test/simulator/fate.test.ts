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

const drawAll = (input: Input, count: number): Fate[] => bodies(count).map(draw(input));

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
  const backwards = bodies(100).reverse().map(draw(input)).reverse();
  assert.equal(backwards, drawAll(input, 100));
});

Fates('differ from attempt to attempt', () => {
  const attempt = draw({ faults: { '500': 0.5 } });
  const [first, second] = [bodies(2_000).map(attempt), bodies(2_000).map(attempt)];
  const both = first.filter(({ fault }, index) => fault && second[index]?.fault);
  assert.ok(Math.abs(both.length - 500) < 60, `${both.length} of 2000 failed twice`);
});

Fates('have faults at their rates', () => {
  const faults = {
    '429': 0.05,
    '500': 0.1,
    hang: 0.15,
    reset: 0.05,
    empty: 0.1,
    truncated: 0.2,
    malformed: 0.05,
  };
  const drawn = drawAll({ seed: 1, faults }, 20_000);
  for (const name of faultNames) {
    const share = drawn.filter(({ fault }) => fault === name).length / drawn.length;
    assert.ok(Math.abs(share - faults[name]) < 0.01, `${name}: ${share}`);
  }
});

Fates('always fault at a rate of 1', () => {
  assert.ok(drawAll({ faults: { hang: 1 } }, 1_000).every(({ fault }) => fault === 'hang'));
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
      const { fault } = fate(Buffer.from(body));
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
