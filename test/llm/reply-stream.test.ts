import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonValue } from '../../lib/json.ts';
import { type ReplyReader, ReplyStream } from '../../lib/llm/reply-stream.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { openai } from '../../lib/providers/openai.ts';
import { isFailure, type Provider } from '../../lib/providers/provider.ts';
import type { StreamControl } from '../../lib/providers/streamed-exchange.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment, upstreamErrorOf } from '../support/calls.ts';
import { delta, done, sse, streamOf, usageEvent } from '../support/upstream.ts';

const Stream = suite('reply stream');

function createReader(provider: Provider): ReplyReader {
  const call = { operation: 'chat', body: {}, isStream: true } as const;
  const events = provider.openStream(call, deployment());
  return {
    framing: provider.framing,
    parse: JSON.parse,
    read: (event) => {
      const reading = events.read(event);
      if (isFailure(reading)) throw new UpstreamError(reading.kind, reading.message);
      return reading;
    },
    end: () => events.end(),
    refuse: (status, _headers, body) => new UpstreamError('server_error', `${status} ${body}`),
    complete: (error) => error,
  };
}

/** A stream with the socket's side of it in the test's hands. */
function open(status = 200, provider = openai) {
  const stream = new ReplyStream(createReader(provider));
  const told: string[] = [];
  const control: StreamControl = {
    pause: () => told.push('pause'),
    resume: () => told.push('resume'),
    outputStarted: () => told.push('started'),
    abort: (error) => {
      told.push(`abort ${error.kind}`);
      stream.onEnd(error);
    },
  };
  stream.onHead(status, {}, control);
  return { stream, told, push: (text: string) => stream.onBytes(Buffer.from(text)) };
}

async function jsonOf(stream: ReplyStream): Promise<(JsonValue | undefined)[]> {
  const read: (JsonValue | undefined)[] = [];
  for await (const chunks of stream) read.push(...chunks.map((chunk) => chunk.json()));
  return read;
}

const usage = { ...noUsage, promptTokens: 7, completionTokens: 3 };
const isSettled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<false>((no) => setImmediate(no, false))]);

Stream('starts at the first output, not at the first event', async () => {
  const { stream, told, push } = open();
  push(': comment\n\n');
  push(sse({ choices: [{ delta: { role: 'assistant', content: '' } }] }));
  assert.not(await isSettled(stream.started));
  push(delta('a'));
  await stream.started;
  assert.equal(told, ['started']);
});

Stream('gives the events of one read together, with the bytes as they came', async () => {
  const { stream, push } = open();
  const pieces = streamOf('a', 'b');
  push(pieces.slice(0, 3).join(''));
  push(pieces.slice(3).join(''));
  stream.onEnd(undefined);
  const reads: string[][] = [];
  for await (const chunks of stream) reads.push(chunks.map(({ bytes }) => bytes.toString()));
  assert.equal(reads, [pieces.slice(0, 3), pieces.slice(3)]);
  assert.equal(await stream.done, { error: undefined, usage });
});

Stream('parses each event, but not the last mark nor comments', async () => {
  const { stream, push } = open();
  push(`: hi\n\ndata: {"choices":[]}\n\n${done}`);
  stream.onEnd(undefined);
  assert.equal(await jsonOf(stream), [undefined, { choices: [] }, undefined]);
});

Stream('is read as it comes, by a reader who waits', async () => {
  const { stream, push } = open();
  const reading = jsonOf(stream);
  push(delta('a'));
  await new Promise(setImmediate);
  push(done);
  stream.onEnd(undefined);
  assert.is((await reading).length, 2);
});

Stream('is done although nobody reads', async () => {
  const { stream, push } = open();
  push(streamOf('a').join(''));
  stream.onEnd(undefined);
  assert.equal(await stream.done, { error: undefined, usage });
});

const properEnds: [name: string, text: string][] = [
  ['finish_reason and [DONE]', streamOf('a').join('')],
  ['finish_reason and usage, without [DONE]', delta('a') + delta('', 'stop') + usageEvent()],
  ['[DONE] without finish_reason', delta('a') + done],
  ['no blank line after [DONE]', `${delta('a')}data: [DONE]\n`],
  ['no output at all', delta('', 'stop') + usageEvent()],
];

for (const [name, text] of properEnds) {
  Stream(`ends properly with ${name}`, async () => {
    const { stream, push } = open();
    push(text);
    stream.onEnd(undefined);
    await stream.started;
    assert.is((await stream.done).error, undefined);
    await jsonOf(stream);
  });
}

const torn: [name: string, text: string][] = [
  ['nothing', ''],
  ['half of an answer', delta('a')],
  ['half of an event', `${delta('a')}data: {"choices":[{"del`],
  ['half of the mark', `${delta('a')}data: [DON`],
  ['comments', ': wait\n\n'],
  ['no usage after finish_reason', delta('a') + delta('', 'stop')],
  ['half of the usage', `${delta('a', 'stop')}data: {"usage":{"pro`],
  ['an empty finish_reason', delta('a', '')],
];

for (const [name, text] of torn) {
  Stream(`is incomplete with ${name}`, async () => {
    const { stream, push } = open();
    stream.started.catch(() => 'seen below');
    if (text) push(text);
    stream.onEnd(undefined);
    const { error } = await stream.done;
    assert.equal([error?.kind, error?.code], ['network', 'stream_incomplete']);
    assert.is(await upstreamErrorOf(jsonOf(stream)), error);
  });
}

Stream('rejects the start for what fails before the first output', async () => {
  const { stream, told, push } = open();
  push(sse({ error: { message: 'busy', code: 429 } }));
  const error = await upstreamErrorOf(stream.started);
  assert.is(error.kind, 'rate_limited');
  assert.is((await stream.done).error, error);
  assert.equal(told, ['abort rate_limited']);
});

Stream('gives what came before an error, also in the same read', async () => {
  const { stream, push } = open();
  const first = sse({ choices: [{ index: 0, delta: { role: 'assistant', content: 'a' } }] });
  push(first + sse({ error: { message: 'broken' } }) + delta('b'));
  await stream.started;
  const texts: string[] = [];
  const reading = (async () => {
    for await (const chunks of stream) texts.push(...chunks.map(({ bytes }) => bytes.toString()));
  })();
  assert.is((await upstreamErrorOf(reading)).message, 'broken');
  assert.equal(texts, [first]);
});

Stream('refuses an event that is not JSON, or too large', async () => {
  for (const text of ['data: <html>\n\n', `data: ${'x'.repeat(16 * 1024 * 1024)}`]) {
    const { stream, push } = open();
    push(text);
    const error = await upstreamErrorOf(stream.started);
    assert.equal([error.kind, error.code], ['server_error', 'unexpected_body']);
  }
});

for (const [status, body] of [
  [429, '{"error":{}}'],
  [500, ''],
  [404, 'data: x\n\n'],
  [200, '{"choices":[]}'],
  [200, ' \n <html></html>'],
  [200, '\ufeff{"choices":[]}'],
] as const) {
  Stream(`refuses the body ${JSON.stringify(body)} of status ${status} as a whole`, async () => {
    const { stream, push } = open(status);
    for (const character of body) push(character);
    stream.onEnd(undefined);
    const error = await upstreamErrorOf(stream.started);
    assert.is(error.message.replace(/\s+/, ' '), `${status} ${body.trimStart()}`);
  });
}

Stream('tells what broke it, with the usage that was known', async () => {
  const { stream, push } = open();
  push(delta('a') + usageEvent());
  const error = new UpstreamError('timeout', 'nothing more');
  stream.onEnd(error);
  assert.equal(await stream.done, { error, usage });
  await stream.started;
});

Stream('settles once, whatever comes after', async () => {
  const { stream, push } = open();
  push(delta('a') + done);
  stream.onEnd(undefined);
  push(delta('late'));
  stream.onEnd(new UpstreamError('network', 'late'));
  assert.is((await stream.done).error, undefined);
  assert.is((await jsonOf(stream)).length, 2);
});

Stream('ends at the end mark, whatever becomes of the connection', async () => {
  const { stream, told, push } = open();
  const late = [delta('late'), 'data: {"cut":', sse({ error: { message: 'late' } })];
  push(delta('a') + done + late.join(''));
  assert.is((await stream.done).error, undefined);
  push(done);
  stream.onEnd(new UpstreamError('network', 'reset'));
  assert.is((await jsonOf(stream)).length, 2);
  assert.equal(told, ['started']);
});

Stream('lets what comes after the end mark flow', async () => {
  const { stream, told, push } = open();
  push(delta('x'.repeat(300_000)));
  push(done);
  await stream.done;
  assert.equal(told, ['started', 'pause', 'resume']);
  assert.is((await jsonOf(stream)).length, 2);
  assert.equal(told, ['started', 'pause', 'resume']);
});

Stream('pauses the socket while its reader is behind, and resumes at half', async () => {
  const { stream, told, push } = open();
  const piece = delta('x'.repeat(65_000));
  for (let count = 0; count < 5; count += 1) push(piece);
  assert.equal(told, ['started', 'pause']);
  for (let count = 0; count < 3; count += 1) {
    assert.equal(told, ['started', 'pause'], `after ${count} reads`);
    await stream.next();
  }
  assert.equal(told, ['started', 'pause', 'resume']);
  for (let count = 0; count < 3; count += 1) push(piece);
  assert.equal(told, ['started', 'pause', 'resume', 'pause']);
});

Stream('reads on to the first output, whatever comes before it', async () => {
  const { stream, told, push } = open();
  const padding = `: ${' '.repeat(100_000)}\n\n`;
  for (let count = 0; count < 5; count += 1) push(padding);
  assert.equal(told, []);
  push(delta('a'));
  await stream.started;
  assert.equal(told, ['started', 'pause']);
});

Stream('refuses a stream that comes to no output', async () => {
  const { stream, push } = open();
  const padding = `: ${' '.repeat(8 * 1024 * 1024)}\n\n`;
  for (let count = 0; count < 8; count += 1) push(padding);
  const error = await upstreamErrorOf(stream.started);
  assert.equal([error.kind, error.code], ['server_error', 'unexpected_body']);
});

Stream('stops the upstream when the reader goes', async () => {
  const { stream, told, push } = open();
  push(delta('a'));
  for await (const _ of stream) break;
  assert.equal(told, ['started', 'abort aborted']);
  assert.is((await stream.done).error?.kind, 'aborted');
});

Stream('leaves a stream alone that has ended when the reader goes', async () => {
  const { stream, told, push } = open();
  push(delta('a') + done);
  stream.onEnd(undefined);
  for await (const _ of stream) break;
  assert.equal(told, ['started']);
});

Stream('cuts lines where the provider streams those', async () => {
  const { stream, push } = open(200, ollama);
  push('{"message":{"content":"Hel"},"done":false}\n{"message":{"content":"lo"},');
  push('"done":false}\n{"done":true,"prompt_eval_count":7,"eval_count":3}');
  stream.onEnd(undefined);
  assert.equal(await stream.done, { error: undefined, usage });
  assert.is((await jsonOf(stream)).length, 5, 'two pieces, an end, the usage, the end mark');
});

const elements = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: 'a' } }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
];

Stream('takes the elements of an array for events, wherever it is cut', async () => {
  for (const size of [1, 7, 1_000]) {
    const { stream, push } = open();
    const text = `  ${JSON.stringify(elements, undefined, ' ')}`;
    for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
    stream.onEnd(undefined);
    assert.equal(await stream.done, { error: undefined, usage });
    assert.equal(await jsonOf(stream), [...elements, undefined]);
  }
});

Stream('is incomplete with half of an array', async () => {
  const { stream, push } = open();
  push(JSON.stringify(elements).slice(0, -40));
  stream.onEnd(undefined);
  assert.is((await stream.done).error?.code, 'stream_incomplete');
});

Stream('adds the end mark that a provider does not send, as its last chunk', async () => {
  const { stream, push } = open();
  push(delta('a') + delta('', 'stop') + usageEvent());
  stream.onEnd(undefined);
  const bytes: string[] = [];
  for await (const chunks of stream) bytes.push(...chunks.map((chunk) => chunk.bytes.toString()));
  assert.is(bytes.at(-1), done);
  assert.is(bytes.filter((each) => each === done).length, 1);
});

Stream('gives a mark that came once only', async () => {
  const { stream, push } = open();
  push(streamOf('a').join(''));
  stream.onEnd(undefined);
  assert.equal((await jsonOf(stream)).filter((json) => json === undefined).length, 1);
});

Stream('reads an object of its lines as a line, and a page in their place as a whole', async () => {
  const lines = open(200, ollama);
  lines.push('{"error":"no model"}\n');
  assert.match((await upstreamErrorOf(lines.stream.started)).message, 'no model');
  const page = open(200, ollama);
  page.push('<html>');
  page.stream.onEnd(undefined);
  assert.is((await upstreamErrorOf(page.stream.started)).message, '200 <html>');
});

Stream('bounds the body of a failure', async () => {
  const { stream, told } = open(500);
  const piece = Buffer.alloc(32 * 1024 * 1024, 'x');
  for (let count = 0; count < 3; count += 1) stream.onBytes(piece);
  const error = await upstreamErrorOf(stream.started);
  assert.is(error.message, 'the body is over 67108864 bytes');
  assert.equal(told, ['abort server_error']);
});

Stream('takes what comes after an early end of the transport for its own error', async () => {
  const { stream } = open();
  stream.started.catch(() => 'seen below');
  stream.onEnd(new UpstreamError('network', 'reset'));
  assert.is((await stream.done).error?.message, 'reset');
});

Stream.run();
