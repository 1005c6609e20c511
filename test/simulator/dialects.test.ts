import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DialectName, dialectNames } from '../../lib/simulator/dialect.ts';
import { type Said, speakers } from './speakers.ts';
import { type Input, until, withSimulator } from './with-simulator.ts';

const Dialects = suite('dialects');

type Asked = Parameters<(typeof speakers)['openai']['ask']>[1];

interface Heard {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** What a client of the dialect gets for a question; what came before the end of the connection counts. */
async function hear(dialect: DialectName, input: Input, asked: Asked = {}): Promise<Heard> {
  const { ask, headers } = speakers[dialect];
  let heard: Heard | undefined;
  await withSimulator({ ...input, dialect }, async ({ url }) => {
    const { path, body } = ask('What is a “pelican”?', asked);
    // Some versions of fetch tell nothing of an answer that breaks off at once.
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(url + path, { method: 'POST', headers }, resolve);
      call.on('error', reject).end(JSON.stringify(body));
    });
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('error', () => {});
    await new Promise((resolve) => response.once('close', resolve));
    const { statusCode: status = 0, headers: told } = response;
    heard = { status, headers: told, bytes: Buffer.concat(parts) };
  });
  if (!heard) throw new RangeError('nothing was heard');
  return heard;
}

async function say(dialect: DialectName, input: Input, asked: Asked = {}): Promise<Said> {
  const { readPlain, readStream } = speakers[dialect];
  const { bytes } = await hear(dialect, input, asked);
  return asked.isStream ? readStream(bytes) : readPlain(bytes.toString());
}

const isStreamOrNot = [false, true];
const wayOf = (isStream: boolean) => (isStream ? 'streamed' : 'plain');
const system = 'Answer as a bird would.';

for (const dialect of dialectNames) {
  const { finishes } = speakers[dialect];
  const itsOwn = (finish: 'stop' | 'length') => finishes[finish];

  for (const isStream of isStreamOrNot) {
    const way = `${dialect}, ${wayOf(isStream)}`;

    Dialects(`say what OpenAI's says and count as it does: ${way}`, async () => {
      const reference = await say('openai', { seed: 7 }, { system });
      const said = await say(dialect, { seed: 7 }, { system, isStream });
      assert.match(said.text, 'What is a “pelican”?');
      assert.equal(said, { ...reference, finish: itsOwn('stop') });
    });

    Dialects(`say the answers of rules: ${way}`, async () => {
      const reply = { rules: [{ contains: 'pelican', reply: 'A bird.' }] };
      assert.is((await say(dialect, { reply }, { isStream })).text, 'A bird.');
    });

    Dialects(`give the same instance of a schema: ${way}`, async () => {
      const properties = { label: { enum: ['a', 'b'] }, score: { type: 'integer', minimum: 3 } };
      const schema = { type: 'object', properties, required: ['label', 'score'] };
      const reference = await say('openai', {}, { schema });
      const { text } = await say(dialect, {}, { schema, isStream });
      assert.is(text, reference.text);
      assert.ok(JSON.parse(text).score >= 3);
    });

    Dialects(`end at the most tokens that are asked for: ${way}`, async () => {
      const said = await say(dialect, {}, { maxTokens: 5, isStream });
      assert.is(said.text.length, 20);
      assert.is(said.completionTokens, 5);
      assert.is(said.finish, itsOwn('length'));
    });

    Dialects(`have nothing to say by the fault empty: ${way}`, async () => {
      const said = await say(dialect, { faults: { empty: 1 } }, { isStream });
      assert.is(said.text, '');
      assert.is(said.completionTokens, 0);
      assert.is(said.finish, itsOwn('stop'));
    });

    Dialects(`break off by the fault truncated: ${way}`, async () => {
      const whole = await say(dialect, {}, { isStream });
      const said = await say(dialect, { faults: { truncated: 1 } }, { isStream });
      assert.ok(said.text !== '' && whole.text.startsWith(said.text));
      assert.ok(said.text.length < whole.text.length);
      assert.is(said.finish, itsOwn('length'));
    });

    Dialects(`are cut in the middle: ${way}`, async () => {
      const whole = await hear(dialect, {}, { isStream });
      const cut = await hear(dialect, { faults: { cut: 1 } }, { isStream });
      assert.is(cut.status, 200);
      assert.ok(cut.bytes.length > 0 && cut.bytes.length < whole.bytes.length);
      assert.ok(whole.bytes.subarray(0, cut.bytes.length).equals(cut.bytes));
    });

    Dialects(`come whole, if slowly: ${way}`, async () => {
      const whole = await hear(dialect, {}, { isStream });
      const slow = await hear(dialect, { faults: { slow: 1, slow_for: '5ms' } }, { isStream });
      assert.ok(slow.bytes.equals(whole.bytes));
      assert.is(slow.headers['content-type'], whole.headers['content-type']);
    });
  }

  Dialects(`are not JSON when malformed: ${dialect}`, async () => {
    const { status, bytes } = await hear(dialect, { faults: { malformed: 1 } });
    assert.is(status, 200);
    assert.throws(
      () => JSON.parse(bytes.toString()),
      (error: unknown) => error instanceof SyntaxError,
    );
  });

  Dialects(`lack their end when malformed, streamed: ${dialect}`, async () => {
    const whole = await say(dialect, {}, { isStream: true });
    const said = await say(dialect, { faults: { malformed: 1 } }, { isStream: true });
    assert.is(said.text, whole.text);
    assert.is(said.finish, undefined);
    assert.is(said.error, undefined);
  });

  Dialects(`tell an error with status 200: ${dialect}`, async () => {
    const { status, bytes } = await hear(dialect, { faults: { error_frame: 1 } });
    assert.is(status, 200);
    assert.match(bytes.toString(), 'The server had an error while it answered (fault).');
  });

  Dialects(`tell an error in a stream after its text: ${dialect}`, async () => {
    const whole = await say(dialect, {}, { isStream: true });
    const said = await say(dialect, { faults: { error_frame: 1 } }, { isStream: true });
    assert.is(said.text, whole.text);
    assert.is(said.error, 'The server had an error while it answered (fault).');
    assert.is.not(said.finish, itsOwn('stop'));
  });

  Dialects(`fail with a status and JSON: ${dialect}`, async () => {
    for (const fault of ['429', '401', '500', '502', '503', '529'] as const) {
      const { status, headers, bytes } = await hear(dialect, { faults: { [fault]: 1 } });
      assert.is(status, Number(fault));
      assert.is(headers['content-type'], 'application/json');
      assert.match(JSON.stringify(JSON.parse(bytes.toString())), '(fault).');
    }
    const { status, bytes } = await hear(dialect, { faults: { html: 1 } });
    assert.is(status, 502);
    assert.match(bytes.toString(), /^<!DOCTYPE html>/);
  });

  Dialects(`refuse what is above a limit: ${dialect}`, async () => {
    const { status, bytes } = await hear(dialect, { limits: { requests_per_minute: 0 } });
    assert.is(status, 429);
    assert.match(bytes.toString(), 'Rate limit reached');
  });

  Dialects(`tell what they have counted: ${dialect}`, () =>
    withSimulator({ dialect }, async ({ url, post, stats }) => {
      const { ask, headers } = speakers[dialect];
      const { path, body } = ask('a');
      await (await post(path, body, { headers })).text();
      await until(() => stats().inFlight === 0);
      assert.is(stats().requestsByRoute.chat, 1);
      const counts = await (await fetch(`${url}/__stats`)).text();
      assert.is(JSON.parse(counts).requestsByRoute.chat, 1);
      assert.is((await post('/none', {})).status, 404);
    }),
  );
}

Dialects('speak of limits in another manner where that is asked for', async () => {
  const input = { headers: 'groq', limits: { requests_per_minute: 0 } } as const;
  const { headers, bytes } = await hear('anthropic', input);
  assert.is(headers['x-ratelimit-limit-requests'], '0');
  assert.is(JSON.parse(bytes.toString()).error.code, 'rate_limit_exceeded');
});

Dialects.run();
