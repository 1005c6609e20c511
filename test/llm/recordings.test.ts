import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import type { Operation } from '../../lib/llm/handler.ts';
import { countIn } from '../../lib/providers/usage.ts';
import type { Usage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import {
  hasRecordings,
  type Recording,
  readExpected,
  readRecordings,
} from '../support/recordings.ts';
import { type Delivery, type Ending, everyBytes, whole, withReplay } from '../support/replay.ts';
import { type Answered, callRecorded, type Replayed, type Told } from '../support/replay-call.ts';

const Recordings = suite('recorded traffic through the call core');

/** The operations of the recorded APIs; no other API is spoken. */
const operations: Readonly<Record<string, Operation>> = {
  'chat.completions': 'chat',
  completions: 'complete',
  embeddings: 'embed',
  rerank: 'rerank',
  messages: 'chat',
  'gemini.generateContent': 'chat',
  'gemini.streamGenerateContent': 'chat',
  'gemini.embed': 'embed',
  'bedrock.converse': 'chat',
  'bedrock.converse-stream': 'chat',
  'bedrock.invoke': 'embed',
  'cohere.v2.chat': 'chat',
  'ollama.chat': 'chat',
};

/** The adapters of APIs that are not OpenAI's. */
const natives: Readonly<Record<string, string>> = {
  messages: 'anthropic',
  'bedrock.converse': 'bedrock',
  'bedrock.converse-stream': 'bedrock',
  'bedrock.invoke': 'bedrock',
  'cohere.v2.chat': 'cohere',
  'ollama.chat': 'ollama',
};

/** Recorded providers that have another name with us, or of which OpenAI's own API was recorded. */
const vendors: Readonly<Record<string, string>> = {
  alibaba: 'dashscope',
  anthropic: 'openai_compatible',
  'bedrock-mantle': 'bedrock_mantle',
  gemini: 'openai_compatible',
  'local-openai-compat': 'openai_compatible',
  'meta-llama-api': 'meta_llama',
  ollama: 'openai_compatible',
  together: 'together_ai',
};

/** What those who recorded it took for another API. */
const corrected: Readonly<Record<string, Partial<Replayed>>> = {
  // Amazon's own format of a model is that of Converse but for two names.
  '09ab28ceb76e': { operation: 'chat' },
  '0ae1af202f77': { operation: 'chat' },
  '97df98c922a1': { operation: 'chat' },
  // Writer's chat is OpenAI's.
  '165c24bda469': { operation: 'chat', vendor: 'writer' },
  '2128ca4a9a3a': { operation: 'chat', vendor: 'writer' },
  '4981ff84ed92': { operation: 'chat', vendor: 'writer' },
};

/** How to make a recorded exchange again; undefined where it is of an API that is not spoken. */
function replayedOf({ id, provider, api, url }: Recording): Replayed | undefined {
  const operation = corrected[id]?.operation ?? operations[api];
  if (!operation) return undefined;
  const google = provider === 'vertex' ? 'vertex_ai' : 'gemini';
  const vendor = api.startsWith('gemini')
    ? google
    : (natives[api] ?? vendors[provider] ?? provider);
  const [, model = 'upstream-m'] =
    /\/models?\/([^/:]+(?::\d+)?)/.exec(decodeURIComponent(url)) ?? [];
  return { vendor, operation, upstreamModel: model, ...corrected[id] };
}

const inScope = (): { recording: Recording; replayed: Replayed }[] =>
  readRecordings().flatMap((recording) => {
    const replayed = replayedOf(recording);
    return replayed ? [{ recording, replayed }] : [];
  });

/** The rest, by why: each kind of API and its recordings. */
const outOfScope: Readonly<Record<string, readonly string[]>> = {
  'alephalpha other:/complete': ['6f356eac56a1'],
  assistants: ['69e48ff8dab4', '798ca7894214'],
  audio: ['28d9bb2a92b0'],
  batches: ['373240799009', 'a0e5b2daa31e', '49c170dfeefd', 'aa51100f1b2f', 'af6487cb35ea'],
  // Cohere's older API; requests go to its second version.
  'cohere.v1.chat': ['5c84b03f3227', '7aa67e9ec394', 'cc5b0a72300f'],
  files: ['c09d8d845a3e', '3e15b9406daa'],
  'gemini.cachedContents': ['d46db9d4c248', '9e51363c8a4f'],
  'gemini.countTokens': ['1bcb5a502ab0', 'fde12368f88b', '5a423f76a275'],
  'heroku other:/available-models': ['78c68aaed4e6'],
  images: ['aaa43e9b11f7'],
  'mistral other:/v1/batch/jobs': ['9b695bfd87e9'],
  'mistral other:/v1/batch/jobs/ca1cd668-91bd-4abb-accb-3541709c0db1': ['ca86d93d61f7'],
  // Also what predictions of Replicate and errors of Hugging Face's site are filed under.
  models: [
    ...['f7bf01c39860', 'bf6ea950777b', '24c1b9b73f11', '9b83e79eea43', 'db73568eb83d'],
    ...['2f256739d4b2', '6885ecbe5ebd'],
  ],
  'pydantic-gateway other:/v1/info': ['9192c5685428'],
  'replicate other:/v1/predictions': ['18ffed6f483b'],
  'replicate other:/v1/predictions/vdcbnszbj37qhlzgoergjj5dsa': ['a828ff930f93'],
  // OpenAI's Responses.
  responses: ['16489d27630a', '599a01d81139', 'ba09c0f07f96', '1bf5d0c72b24', '8ac0a061cd8f'],
  'watsonx other:/ml/v1-beta/foundation_model_specs': ['e30548ed127f'],
  'watsonx other:/ml/v1-beta/generation/text': ['0c29a1ff3366'],
  'watsonx other:/ml/v1-beta/generation/text_stream': ['e239e0e1d377'],
  'watsonx other:/ml/v4/instances/fd36e2e7-6b2b-480d-6666-62b0e78389d3': ['a3e988233a09'],
  'watsonx other:/ml/v4/instances/fd36e2e7-6b2b-480d-90a7-000000000000': ['ba02bab13b83'],
  'xai other:/v1/videos/c84748c1-5ec7-9c62-b013-dc6e71a83de7': ['7ca72bf33182', 'ccf0434e4ff5'],
  'xai other:/v1/videos/generations': ['af6e0b7b2b91'],
};

Recordings('are all replayed, or listed with the API that is not spoken', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const others = new Map<string, string[]>();
  for (const recording of readRecordings().filter((each) => !replayedOf(each))) {
    const api = recording.api.startsWith('other:')
      ? `${recording.provider} ${recording.api}`
      : recording.api;
    others.set(api, [...(others.get(api) ?? []), recording.id]);
  }
  assert.equal(Object.fromEntries(others), outOfScope);
});

/** Where the official library does worse than it could, with the reason. */
const betterThanTheirs: Readonly<Record<string, string>> = {
  '894cc62159c0': 'it takes an error object for an answer without choices',
  d6570d8693f4: 'it reads no stream that comes as an array',
  '9579cabcd9b9': 'it reads no stream that comes as an array',
  '405f75426ad2': 'it stumbles over an empty body',
};

Recordings('say what the official libraries say', () =>
  eachInScope(async (recording, tell) => {
    const theirs = readTheirs().get(recording.id);
    if (!theirs || recording.id in betterThanTheirs) return;
    const told = await tell(whole);
    if (theirs['ok'] === true) assertAnswer(told, theirs, recording.id);
    else assertRefusal(told, theirs, recording);
  }),
);

let theirsById: Map<string, JsonObject> | undefined;
function readTheirs(): Map<string, JsonObject> {
  theirsById ??= readExpected();
  return theirsById;
}

function assertAnswer(told: Told, theirs: JsonObject, id: string): asserts told is Answered {
  assert.is(told.error, undefined, `${id}: ${told.error?.message}`);
  if (told.error) throw new TypeError(id);
  if (typeof theirs['n'] === 'number' && theirs['text'] === undefined) {
    assertVectors(told, theirs, id);
  } else {
    assert.is(told.said.text, theirs['text'], id);
    assert.equal(told.said.tools.map(parseTool), toolsOf(theirs).map(parseTool), id);
    assert.is(told.said.finish, finishOf(theirs), id);
  }
  const counts = countsOf(theirs['usage']);
  assert.equal(told.usage && [told.usage.promptTokens, told.usage.completionTokens], counts, id);
}

function assertVectors({ body }: Answered, { n, dim }: JsonObject, id: string): void {
  const data = body?.['data'];
  assert.ok(Array.isArray(data) && data.every(isJsonObject), id);
  if (!Array.isArray(data)) return;
  const [first] = data.filter(isJsonObject);
  const vector = first?.['embedding'];
  const length = Array.isArray(vector) || typeof vector === 'string' ? vector.length : undefined;
  assert.equal([data.length, length], [n, dim], id);
}

const toolsOf = ({ tools }: JsonObject): [string, string][] =>
  (Array.isArray(tools) ? tools : []).flatMap((tool): [string, string][] =>
    Array.isArray(tool) ? [[String(tool[0]), String(tool[1])]] : [],
  );

const parseTool = ([name, text]: [string, string]): [string, JsonValue] => [
  name,
  text === '' ? '' : parseJson(text),
];

const reasons: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  eos: 'stop',
  STOP: 'stop',
  tool_use: 'tool_calls',
};

/** In OpenAI's words. Google calls the end of an answer with calls a stop like any other. */
function finishOf(theirs: JsonObject): JsonValue | undefined {
  const { finish } = theirs;
  if (finish === 'STOP' && toolsOf(theirs).length > 0) return 'tool_calls';
  return typeof finish === 'string' ? (reasons[finish] ?? finish) : finish;
}

/** All tokens of input and of output, by the names of OpenAI, Anthropic or Google. */
function countsOf(usage: JsonValue | undefined): [number, number] | undefined {
  if (!isJsonObject(usage)) return undefined;
  const sum = (...names: string[]) =>
    names.reduce((total, name) => total + countIn(usage, name), 0);
  if ('promptTokenCount' in usage) {
    return [sum('promptTokenCount'), sum('candidatesTokenCount', 'thoughtsTokenCount')];
  }
  if ('input_tokens' in usage) {
    const cached = ['cache_read_input_tokens', 'cache_creation_input_tokens'];
    return [sum('input_tokens', ...cached), sum('output_tokens')];
  }
  const total = 'prompt_tokens' in usage ? 'prompt_tokens' : 'total_tokens';
  return [sum(total), sum('completion_tokens')];
}

function assertRefusal(told: Told, theirs: JsonObject, { id, status }: Recording): void {
  assert.ok(told.error, id);
  assert.is(told.error?.status, String(status), id);
  const message = theirMessage(String(theirs['message']), status);
  if (message !== undefined)
    assert.ok(told.error?.message?.includes(message), `${id}: ${told.error?.message}`);
}

/** The provider's own words in the message of a library, maybe cut off; undefined where it found none. */
function theirMessage(message: string, status: number): string | undefined {
  const text = message.replace(`${status} `, '');
  if (text.startsWith('status code')) return undefined;
  const [, inside] = /"message": ?"((?:[^"\\]|\\.)*)/.exec(text) ?? [];
  return (inside ?? text).slice(0, 100);
}

/** What there is to be said of the others, by hand. */
const byHand: Readonly<Record<string, Partial<Expectation>>> = {
  '0449ba299eb0': { text: /^A joke about OpenTelemetry!.*a handle on its spans!$/s, finish: null },
  '085071adc07c': { kind: 'auth', message: 'Incorrect API key provided' },
  '09ab28ceb76e': {
    text: /^<thinking> To provide the current weather .* San Francisco\.<\/thinking>\n$/s,
    tools: [
      ['get_current_weather', '{"location":"Seattle"}'],
      ['get_current_weather', '{"location":"San Francisco"}'],
    ],
    finish: 'tool_calls',
    usage: { promptTokens: 427, completionTokens: 162 },
  },
  '0ad3a639a29e': {
    text: '\nSystem: Cool \nHuman: Tell me a joke about OpenTelemetry\nSystem: Cool',
    finish: 'length',
  },
  '0ae1af202f77': { kind: 'auth', message: "You don't have access to the model" },
  '165c24bda469': {
    text: '',
    tools: [['get_weather', '{"location": "Zakopane"}']],
    finish: 'tool_calls',
    usage: { promptTokens: 194, completionTokens: 22 },
  },
  '2128ca4a9a3a': {
    text: /^Sure, here's a joke for you:.*his finances!$/s,
    finish: 'stop',
    usage: { promptTokens: 39, completionTokens: 74 },
  },
  '223bc252ac60': {
    text: 'Hello, {ADDRESS} is the capital of {ADDRESS}. Would you like to know more about {ADDRESS}?',
    finish: 'content_filter',
    usage: { promptTokens: 28, completionTokens: 22 },
  },
  // Writer's streams of completions have no mark of their end.
  '250c1a5b7d23': { kind: 'network', message: 'the stream ended before the answer did' },
  '2a2ad3820e65': { kind: 'bad_request', message: "model 'nonexistent-model:latest' not found" },
  '2bc340cfa2cf': {
    kind: 'auth',
    message: 'The security token included in the request is invalid',
  },
  '3c34da42407e': { kind: 'bad_request', message: 'extraneous key [toolResult]' },
  '405f75426ad2': { kind: 'server_error', message: "the answer is not the API's" },
  '4981ff84ed92': {
    text: '',
    tools: [['get_weather', '{"location": "Zakopane"}']],
    finish: 'tool_calls',
    usage: { promptTokens: 194, completionTokens: 22 },
  },
  '5c329d6f9161': {
    text: /^Crossing a river safely requires careful planning.*⚠️$/s,
    reasoning: /^Okay, the user is asking how to cross a river/,
    finish: 'stop',
    usage: { promptTokens: 431, completionTokens: 661 },
  },
  '6193e18efe65': {
    text: ', and I will give you a pass.\nShocker : the PteS. goal is',
    finish: 'length',
    usage: { promptTokens: 20, completionTokens: 20 },
  },
  '6fac57f25491': { kind: 'bad_request', message: 'The provided model identifier is invalid.' },
  '770a1512d5ef': { results: 1, usage: { promptTokens: 4, completionTokens: 0 } },
  '894cc62159c0': { kind: 'content_filter', message: 'The response was filtered' },
  '93aaab217782': { kind: 'bad_request', message: 'models/nonexistent-model is not found' },
  '9579cabcd9b9': {
    text: 'I told my wife she was drawing her eyebrows too high. She looked surprised.',
    tools: [],
    finish: 'stop',
    usage: { promptTokens: 11, completionTokens: 248, reasoningTokens: 232 },
  },
  '97df98c922a1': { kind: 'bad_request', message: 'The provided model identifier is invalid.' },
  a9039b76be3a: { results: 3, usage: { promptTokens: 57 } },
  aaeda4e7659f: { kind: 'bad_request', message: 'The provided model identifier is invalid.' },
  aef8575f1d51: {
    text: /^ User: Why did the OpenTelemetry developer go broke\?.*context\.Background\(\)$/s,
    finish: 'length',
    usage: { promptTokens: 10, completionTokens: 512 },
  },
  bb7bdac37c09: { results: 1 },
  c3e70c0fcb61: { kind: 'context_length', message: 'too many tokens' },
  d6570d8693f4: {
    text: '',
    tools: [['pelican_name_generator', '{}']],
    finish: 'tool_calls',
    usage: { promptTokens: 105, completionTokens: 13 },
  },
  df7929505739: {
    text: '',
    tools: [['get_file', '{}']],
    finish: 'tool_calls',
    usage: { promptTokens: 901, completionTokens: 14 },
  },
  fa54fcda565a: {
    text: 'ok',
    reasoning: /^The user: "Reply with the single word: ok"/,
    finish: 'stop',
    usage: { promptTokens: 74, completionTokens: 44 },
  },
};

interface Expectation {
  text: string | RegExp;
  reasoning: RegExp;
  tools: [string, string][];
  finish: string | null;
  usage: Partial<Usage>;
  /** Of a list of embeddings, or of documents in a new order. */
  results: number;
  kind: FailureKind;
  message: string;
}

Recordings('say what is to be said where there is no official library', () =>
  eachInScope(async (recording, tell) => {
    const { id } = recording;
    if (readTheirs().has(id) && !(id in betterThanTheirs)) return;
    const expected = byHand[id];
    const told = await tell(whole);
    assert.ok(expected, `${id} has no expectation: ${JSON.stringify(told)}`);
    if (expected) assertByHand(told, expected, id);
  }),
);

function assertByHand(told: Told, expected: Partial<Expectation>, id: string): void {
  if (expected.kind !== undefined) {
    assert.is(told.error?.kind, expected.kind, id);
    assert.ok(
      told.error?.message?.includes(expected.message ?? ''),
      `${id}: ${told.error?.message}`,
    );
    return;
  }
  assert.is(told.error, undefined, `${id}: ${told.error?.message}`);
  if (told.error) return;
  const { text, reasoning, tools, finish, usage, results } = expected;
  if (typeof text === 'string') assert.is(told.said.text, text, id);
  if (text instanceof RegExp) assert.match(told.said.text, text, id);
  if (reasoning) assert.match(told.said.reasoning, reasoning, id);
  if (tools) assert.equal(told.said.tools.map(parseTool), tools.map(parseTool), id);
  if (finish !== undefined) assert.is(told.said.finish, finish, id);
  for (const [name, count] of Object.entries(usage ?? {})) {
    assert.is(
      told.usage && Object.entries(told.usage).find(([key]) => key === name)?.[1],
      count,
      id,
    );
  }
  const list = told.body?.['data'] ?? told.body?.['results'];
  if (results !== undefined) assert.is(Array.isArray(list) && list.length, results, id);
}

const seeds = 20;
/** Of equal pieces, in bytes. */
const sizes = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987];
const mostPieces = 3_000;

Recordings('say the same however their bytes are cut', () =>
  eachInScope(async (recording, tell) => {
    const plainly = comparable(await tell(whole));
    const { length } = recording.bytes;
    const random = randomFrom(recording.id);
    for (let seed = 0; seed < seeds; seed += 1) {
      const cuts = randomCuts(length, random);
      const told = comparable(await tell({ cuts, ending: 'whole' }));
      assert.equal(told, plainly, `${recording.id} cut at ${cuts.join(', ')}`);
    }
    for (const size of sizes.filter((each) => length / each < mostPieces)) {
      const told = comparable(await tell({ cuts: everyBytes(length, size), ending: 'whole' }));
      assert.equal(told, plainly, `${recording.id} by ${size} bytes`);
    }
  }),
);

const faults: readonly Ending[] = ['reset', 'truncated', 'stalled', 'bad_chunk'];

for (const ending of faults) {
  Recordings(`never succeed wrongly when the body is ${ending}`, () =>
    eachInScope(async (recording, tell) => {
      const plainly = await tell(whole);
      const random = randomFrom(recording.id + ending);
      for (let seed = 0; seed < (ending === 'stalled' ? 2 : seeds); seed += 1) {
        const cuts = [Math.floor(random() * recording.bytes.length)];
        const told = await tell({ cuts, ending }, ending === 'stalled' ? 40 : undefined);
        if (told.error) continue;
        const place = `${recording.id} ${ending} at ${cuts}`;
        assert.is(plainly.error, undefined, place);
        assert.equal(comparable(told), comparable(plainly), place);
      }
    }),
  );
}

type Tell = (delivery: Delivery, timeoutMs?: number) => Promise<Told>;

/** So many at once, since some only wait. */
const lanes = 8;

async function eachInScope(
  use: (recording: Recording, tell: Tell) => Promise<void>,
): Promise<void> {
  if (!needs('the recordings', hasRecordings)) return;
  await withReplay(async (replay) => {
    const left = inScope();
    const lane = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const { recording, replayed } = next;
        await use(recording, (delivery, timeoutMs) =>
          callRecorded(replay, recording, replayed, delivery, timeoutMs),
        );
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  });
}

/** Without what differs between two readings of the same: the time, and ids that were made up. */
function comparable(told: Told): unknown {
  if (told.error) {
    const { kind, status, message, code } = told.error;
    return { kind, status, message, code };
  }
  return { said: told.said, usage: told.usage };
}

/** Up to eight places in ascending order. */
function randomCuts(length: number, random: () => number): number[] {
  const count = 1 + Math.floor(random() * 8);
  const places = Array.from({ length: count }, () => Math.floor(random() * length));
  return [...new Set(places)].sort((a, b) => a - b);
}

/** The same numbers for the same text. */
function randomFrom(text: string): () => number {
  let state = 0;
  for (const letter of text) state = (state * 31 + letter.charCodeAt(0)) >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

Recordings.run();
