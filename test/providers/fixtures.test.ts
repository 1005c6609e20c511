import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { failureKinds } from '../../lib/errors.ts';
import { vendors } from '../../lib/providers/index.ts';
import { noUsage } from '../../lib/usage.ts';
import type { Recording } from '../support/recordings.ts';
import { whole, withReplay } from '../support/replay.ts';
import { callRecorded } from '../support/replay-call.ts';

// A file for each vendor, named by its prefix, with exchanges in the shape that its documentation tells. What
// goes out must be `sent` to `url`; what comes back, `response` or the events of a `stream`, must be as
// `expected`. Nothing is taken word for word from anybody.

const Fixtures = suite('fixtures of vendors');
const folder = join(import.meta.dirname, 'fixtures');
const object = z.record(z.string(), z.json());

const fixture = z.strictObject({
  source: z.url(),
  exchanges: z.array(
    z.strictObject({
      title: z.string(),
      operation: z.enum(['chat', 'complete', 'embed', 'rerank']).default('chat'),
      url: z.url(),
      request: object,
      sent: object,
      status: z.int(),
      headers: z.record(z.string(), z.string()).default({}),
      response: object.optional(),
      stream: z.array(z.union([object, z.string()])).optional(),
      expected: z.union([
        z.strictObject({ kind: z.enum(failureKinds) }),
        z.strictObject({
          text: z.string().default(''),
          reasoning: z.string().default(''),
          tools: z.array(z.tuple([z.string(), z.string()])).default([]),
          finish: z.string().nullable().default(null),
          usage: z.partialRecord(z.string(), z.int()),
        }),
      ]),
    }),
  ),
});

type Exchange = z.infer<typeof fixture>['exchanges'][number];

for (const file of globSync('*.json', { cwd: folder }).sort()) {
  const vendor = basename(file, '.json');
  const { exchanges } = fixture.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  for (const exchange of exchanges) {
    Fixtures(`${vendor}: asks for ${exchange.title}`, () => assertSent(vendor, exchange));
    Fixtures(`${vendor}: understands ${exchange.title}`, () => assertRead(vendor, exchange));
  }
}

function assertSent(vendor: string, { operation, url, request, sent, stream }: Exchange): void {
  const { provider, baseUrl } = vendors[vendor] ?? {};
  assert.ok(provider, `no provider "${vendor}"`);
  const made = provider.request(
    { operation, body: request, isStream: stream !== undefined },
    {
      baseUrl: baseUrl ?? new URL(url).origin,
      apiKey: 'key',
      upstreamModel: String(request['model']),
      options: {},
      maxOutputTokens: undefined,
    },
  );
  assert.is(made.baseUrl + made.path, url);
  assert.equal(made.body, sent);
}

const assertRead = (vendor: string, exchange: Exchange): Promise<void> =>
  withReplay(async (replay) => {
    const { operation, request, expected } = exchange;
    const upstreamModel = String(request['model']);
    const replayed = { vendor, operation, upstreamModel };
    const told = await callRecorded(replay, toRecording(vendor, exchange), replayed, whole);
    if ('kind' in expected) {
      assert.is(told.error?.kind, expected.kind, told.error?.message);
      return;
    }
    if (told.error) throw new TypeError(told.error.message);
    const { usage, ...said } = expected;
    assert.equal(told.said, said);
    assert.equal(told.usage, { ...noUsage, ...usage });
  });

function toRecording(vendor: string, exchange: Exchange): Recording {
  const { title: id, operation: api, url, status, headers, response, stream } = exchange;
  const body = stream ? stream.map(toEvent).join('') : JSON.stringify(response);
  const bytes = Buffer.from(body);
  const isStream = stream !== undefined;
  return { id, provider: vendor, api, url, isStream, status, headers, bytes, body };
}

const toEvent = (event: NonNullable<Exchange['stream']>[number]): string =>
  `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;

Fixtures.run();
