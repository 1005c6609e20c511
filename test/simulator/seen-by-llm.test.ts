import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AttemptEvent, meterAttempt } from '../../lib/llm/meter-attempt.ts';
import { createSend } from '../../lib/llm/send.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { Transport } from '../../lib/providers/transport.ts';
import type { Fault } from '../../lib/simulator/faults.ts';
import type { SimulatorStats } from '../../lib/simulator/stats.ts';
import { attemptContext, readChunks, request } from '../support/calls.ts';
import { openAi, type Speaking, speakings } from './speaking.ts';
import { chat, type Input, until, withSimulator } from './with-simulator.ts';

const Seen = suite('faults as lib/llm sees them');

interface Asked {
  count: number;
  isStream: boolean;
  timeoutMs?: number | undefined;
}

/** Sends one call after another; what each attempt came to, and the simulator's own counts. */
async function attempts(
  input: Input,
  { count, isStream, timeoutMs }: Asked,
  { dialect, at }: Speaking = openAi,
) {
  const events: AttemptEvent[] = [];
  let stats: SimulatorStats | undefined;
  await withSimulator({ ...input, dialect }, async (simulator) => {
    const transport = new Transport({});
    const send = meterAttempt(createMetrics(), (event) => events.push(event))(
      createSend(transport),
    );
    const target = { ...at(simulator.url), timeoutMs };
    for (let index = 0; index < count; index++) {
      const context = attemptContext({ deployment: target });
      const call = send(request({ body: chat(`record ${index}`), stream: isStream }), context);
      await call.then(readChunks).catch(() => {});
    }
    await transport.close();
    await until(() => simulator.stats().inFlight === 0);
    stats = simulator.stats();
  });
  if (!stats) throw new RangeError('no simulator ran');
  return { events, stats };
}

const seenAs = ({ status, kind }: AttemptEvent): string => `${status} ${kind ?? 'ok'}`;

const plain = {
  '429': '429 rate_limited',
  '500': '500 server_error',
  hang: 'timeout timeout',
  reset: 'network network',
  empty: '200 ok',
  truncated: '200 ok',
  malformed: '200 server_error',
  '429_bare': '429 rate_limited',
  '429_date': '429 rate_limited',
  quota: '429 quota_exceeded',
  '401': '401 auth',
  '502': '502 server_error',
  '503': '503 server_error',
  '529': '529 overloaded',
  html: '502 server_error',
  html_200: '200 server_error',
  error_frame: '200 server_error',
  cut: 'network network',
  slow: '200 ok',
} as const satisfies Record<Fault, string>;

const streamed: Record<Fault, string> = { ...plain, malformed: 'network network' };

const isFault = (name: string): name is Fault => Object.hasOwn(plain, name);

/** What a vendor tells in another way than OpenAI. */
const otherwise: Readonly<Record<string, Partial<Record<Fault, string>>>> = {
  anthropic: { quota: '400 quota_exceeded' },
  bedrock: { '503': '503 overloaded' },
  cohere: { quota: '402 quota_exceeded' },
  gemini: { '503': '503 overloaded' },
  vertex_ai: { '503': '503 overloaded' },
};

for (const [vendor, speaking] of Object.entries(speakings)) {
  for (const [way, expected] of Object.entries({ plain, streamed })) {
    for (const name of Object.keys(plain).filter(isFault)) {
      Seen(`${name}, ${way}, by ${vendor}`, async () => {
        const faults = { [name]: 1, slow_for: '20ms' };
        const timeoutMs = name === 'hang' ? 20 : undefined;
        const asked = { count: 1, isStream: way === 'streamed', timeoutMs };
        const { events } = await attempts({ faults }, asked, speaking);
        assert.equal(events.map(seenAs), [otherwise[vendor]?.[name] ?? expected[name]]);
      });
    }
  }
}

/** Those of providers that speak OpenAI's format; the others are read by adapters of their own. */
const compatible = ['openai', 'azure', 'groq', 'glm', 'mistral', 'none'] as const;

for (const headers of compatible) {
  Seen(`are the same in the manner of ${headers}`, async () => {
    for (const name of ['429', 'quota', '401', '503', '529', 'error_frame'] as const) {
      const { events } = await attempts(
        { faults: { [name]: 1 }, headers, limits: { requests_per_minute: 1_000 } },
        { count: 1, isStream: false },
      );
      assert.equal(events.map(seenAs), [plain[name]], name);
    }
  });
}

for (const [way, ends] of Object.entries({ plain, streamed })) {
  Seen(`can be counted on both sides, ${way}`, async () => {
    const names = Object.keys(plain).filter((name) => name !== 'hang');
    const rates = Object.fromEntries(names.map((name) => [name, 0.04]));
    const input = { seed: 3, faults: { ...rates, slow_for: '5ms' } };
    const { events, stats } = await attempts(input, { count: 150, isStream: way === 'streamed' });
    const count = (status: string) => events.filter((event) => event.status === status).length;
    const isBroken = (name: Fault) => ends[name] === 'network network';
    const broken = Object.entries(stats.faults).filter(([name]) => isFault(name) && isBroken(name));

    const { '200': ok = 0, ...others } = stats.answers;
    for (const [status, answers] of Object.entries(others))
      assert.is(answers, count(status), status);
    // A malformed stream has its 200, and lacks its end.
    assert.is(ok - (isBroken('malformed') ? stats.faults.malformed : 0), count('200'));
    assert.is(
      broken.reduce((sum, [, drawn]) => sum + drawn, 0),
      count('network'),
    );
    assert.is(stats.rateLimited.byFault, count('429'));
    assert.is(stats.aborted, 0);
    assert.ok(names.filter(isFault).every((name) => stats.faults[name] > 0));
  });
}

Seen.run();
