import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { type JsonObject, stringifyJson } from '../../lib/json.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import { createSend } from '../../lib/llm/send.ts';
import { vendors } from '../../lib/providers/index.ts';
import { Transport } from '../../lib/providers/transport.ts';
import type { Usage } from '../../lib/usage.ts';
import { type Speaking, speakings } from '../simulator/speaking.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { type Assembled, assemble } from '../support/assemble.ts';
import { attemptContext, request } from '../support/calls.ts';
import { FedTransport } from '../support/fed-transport.ts';
import { type Ending, type Recorded, withReplay } from '../support/replay.ts';

const Cut = suite('streams that are cut or damaged');

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { const: 'Rome' } }, required: ['city'] },
  },
};

const text: JsonObject = { messages: [{ role: 'user', content: 'a bird' }] };
const call: JsonObject = { ...text, tools: [weather], tool_choice: 'required' };

/** The bytes with which the simulator answers, as its dialect has them. */
async function streamOf({ dialect, at }: Speaking, body: JsonObject): Promise<Recorded> {
  const all: Recorded[] = [];
  const reply = { rules: [{ contains: '', reply: '{"city":"Rome"} is “warm”' }] };
  await withSimulator({ dialect, reply }, async ({ url }) => {
    const target = at(url);
    const provider = vendors[target.provider]?.provider;
    if (!provider) throw new RangeError(`there is no vendor ${target.provider}`);
    const written = provider.request({ operation: 'chat', body, isStream: true }, target);
    const plain = { ...written, body: stringifyJson(written.body) };
    const ready = (await provider.authorize?.(plain, target)) ?? plain;
    const response = await fetch(ready.baseUrl + ready.path, {
      method: 'POST',
      headers: ready.headers,
      body: ready.body,
    });
    const headers = { 'content-type': response.headers.get('content-type') ?? '' };
    const bytes = Buffer.from(await response.arrayBuffer());
    all.push({ status: response.status, headers, bytes });
  });
  const [recorded] = all;
  if (recorded?.status !== 200) throw new RangeError(`no answer: ${recorded?.bytes}`);
  return recorded;
}

interface Told {
  said: Assembled;
  usage: Usage | undefined;
}

/** What comes of one streamed attempt. @throws what is no UpstreamError */
async function tell(
  transport: Transport,
  deployment: Deployment,
  body: JsonObject,
): Promise<Told | UpstreamError> {
  try {
    const context = attemptContext({ deployment });
    const reply = await createSend(transport)(request({ body, stream: true }), context);
    const said = await assemble(reply);
    const { usage } = await reply.done;
    return { said, usage };
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

/** An error of these kinds; or nothing is missing but what may be. */
function assertNoFalseSuccess(told: Told | UpstreamError, whole: Told, place: string): void {
  if (told instanceof UpstreamError) {
    assert.ok(['network', 'server_error'].includes(told.kind), `${place}: ${told.kind}`);
  } else assert.equal(told, whole, place);
}

const isTold = (told: Told | UpstreamError): told is Told => !(told instanceof UpstreamError);

/** Where the frames of a stream end: of SSE, of lines, of Amazon's event stream. */
function framesOf(bytes: Buffer, vendor: string): Buffer[] {
  if (vendor === 'bedrock') return binaryFrames(bytes);
  const separator = vendor === 'ollama' ? '\n' : bytes.includes('\r\n\r\n') ? '\r\n\r\n' : '\n\n';
  return bytes
    .toString()
    .split(separator)
    .slice(0, -1)
    .map((frame) => Buffer.from(frame + separator));
}

function binaryFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = start + bytes.readUInt32BE(start);
    frames.push(bytes.subarray(start, end));
    start = end;
  }
  return frames;
}

const cases: Readonly<Record<string, JsonObject>> = { 'a text': text, 'a call': call };

for (const [vendor, speaking] of Object.entries(speakings)) {
  for (const [what, body] of Object.entries(cases)) {
    if (vendor === 'ollama' && body === call) continue;
    const title = `${vendor}, ${what}`;
    const target = speaking.at('http://127.0.0.1:9');
    const hear = (...pieces: Buffer[]) => tell(new FedTransport(...pieces), target, body);

    const withWhole = async (use: (recorded: Recorded, whole: Told) => Promise<void>) => {
      const recorded = await streamOf(speaking, body);
      const whole = await hear(recorded.bytes);
      if (!isTold(whole)) throw whole;
      assert.is.not(whole.said.finish, null);
      assert.ok(whole.usage);
      await use(recorded, whole);
    };

    Cut(`never succeed with less than the whole, cut at any byte: ${title}`, () =>
      withWhole(async ({ bytes }, whole) => {
        for (let at = 0; at < bytes.length; at += 1) {
          assertNoFalseSuccess(await hear(bytes.subarray(0, at)), whole, `cut at ${at}`);
        }
      }),
    );

    Cut(`say the same in two pieces, cut at any byte: ${title}`, () =>
      withWhole(async ({ bytes }, whole) => {
        for (let at = 0; at < bytes.length; at += 1) {
          assert.equal(await hear(bytes.subarray(0, at), bytes.subarray(at)), whole, `at ${at}`);
        }
      }),
    );

    Cut(`fail at an event that is no JSON: ${title}`, () =>
      withWhole(async ({ bytes }) => {
        const frames = framesOf(bytes, vendor);
        assert.ok(Buffer.concat(frames).equals(bytes));
        for (const [index, frame] of frames.entries()) {
          const end = frame.lastIndexOf('}');
          if (end < 0) continue;
          const broken = Buffer.concat([frame.subarray(0, end), frame.subarray(end + 1)]);
          const told = await hear(...frames.with(index, broken));
          assert.not(isTold(told), `frame ${index}`);
        }
      }),
    );

    Cut(`fail in no other way for a byte that is wrong: ${title}`, () =>
      withWhole(async ({ bytes }) => {
        for (let at = 0; at < bytes.length; at += 1) {
          const told = await hear(Buffer.from(bytes).fill((bytes[at] ?? 0) ^ 0x15, at, at + 1));
          // Only Amazon's frames have a checksum.
          if (vendor === 'bedrock') assert.not(isTold(told), `byte ${at}`);
        }
      }),
    );

    for (const ending of ['truncated', 'reset'] as const) {
      Cut(`fail over a connection that is ${ending} after any event: ${title}`, () =>
        withWhole((recorded, whole) => overNetwork(recorded, whole, ending)),
      );
    }

    const overNetwork = async (recorded: Recorded, whole: Told, ending: Ending) => {
      const transport = new Transport({});
      const cutAll = withReplay(async ({ urlOf }) => {
        let end = 0;
        for (const { length } of framesOf(recorded.bytes, vendor).slice(0, -1)) {
          end += length;
          const baseUrl = urlOf(recorded, { cuts: [end], ending });
          const told = await tell(transport, { ...target, baseUrl }, body);
          if (ending === 'reset') assert.not(isTold(told), `cut at ${end}`);
          assertNoFalseSuccess(told, whole, `cut at ${end}`);
        }
      });
      await cutAll.finally(() => transport.close());
    };
  }
}

Cut.run();
