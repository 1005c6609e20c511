import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { createCallCore } from '../../lib/llm/core.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import type { Operation } from '../../lib/llm/handler.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import type { Usage } from '../../lib/usage.ts';
import { type Speaking, speakings } from '../simulator/speaking.ts';
import { type Input, withSimulator } from '../simulator/with-simulator.ts';
import { type Assembled, assemble } from '../support/assemble.ts';
import { context, modelsOf, upstreamErrorOf } from '../support/calls.ts';

const Dialects = suite('answers of every dialect through the call core');

interface Asked {
  operation?: Operation;
  stream?: boolean;
}

interface Heard {
  said: Assembled;
  usage: Usage | undefined;
  /** Of a plain answer. */
  body: JsonObject;
}

type Ask = (body: JsonObject, asked?: Asked) => Promise<Heard>;

function speakingOf(vendor: string): Speaking {
  const speaking = speakings[vendor];
  if (!speaking) throw new RangeError(`there is no vendor ${vendor}`);
  return speaking;
}

/** Runs `use` with calls through a whole core to the simulator in the vendor's dialect. */
async function asking(
  vendor: string,
  input: Input,
  use: (ask: Ask) => Promise<void>,
  more: Partial<Deployment> = {},
): Promise<void> {
  const { dialect, at } = speakingOf(vendor);
  await withSimulator({ ...input, dialect }, async ({ url }) => {
    const core = createCallCore({
      models: { ...modelsOf({ ...at(url), ...more }), retries: 0 },
      metrics: createMetrics(),
      pipeline: 'test',
      env: {},
    });
    try {
      await use(async (body, { operation = 'chat', stream = false } = {}) => {
        const request = { operation, dialect: 'openai', model: 'm', stream, body } as const;
        const reply = await core.call(request, context());
        const said = await assemble(reply);
        const { usage } = await reply.done;
        return { said, usage, body: reply.answer?.body ?? {} };
      });
    } finally {
      await core.close();
    }
  });
}

/** One answer. */
async function hear(
  vendor: string,
  input: Input,
  body: JsonObject,
  asked?: Asked,
  more?: Partial<Deployment>,
): Promise<Heard> {
  const all: Heard[] = [];
  const use = async (ask: Ask) => {
    all.push(await ask(body, asked));
  };
  await asking(vendor, input, use, more);
  const [heard] = all;
  if (!heard) throw new RangeError('nothing was heard');
  return heard;
}

const messages: JsonObject[] = [
  { role: 'system', content: 'Answer as a bird would.' },
  { role: 'user', content: 'What is a “pelican”?' },
];
const chat = (more: JsonObject = {}): JsonObject => ({ messages, ...more });

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } },
  required: ['city', 'days'],
};
const weather = { type: 'function', function: { name: 'weather', parameters: schema } };

const ways = { plain: false, streamed: true };

for (const vendor of Object.keys(speakings)) {
  for (const [way, stream] of Object.entries(ways)) {
    const title = `${vendor}, ${way}`;

    /** What is said, and the tokens, as OpenAI's dialect has it. */
    const assertAsOpenAi = async (input: Input, body: JsonObject): Promise<Heard> => {
      const reference = await hear('openai_compatible', input, body);
      const heard = await hear(vendor, input, body, { stream });
      assert.equal(heard.said, reference.said);
      assert.equal(heard.usage, reference.usage);
      return heard;
    };

    Dialects(`say what OpenAI's says and count as it does: ${title}`, async () => {
      const { said, usage } = await assertAsOpenAi({ seed: 7 }, chat());
      assert.match(said.text, 'What is a “pelican”?');
      assert.is(said.finish, 'stop');
      assert.ok(usage && usage.promptTokens > 0 && usage.completionTokens > 0);
    });

    Dialects(`end at the limit of tokens: ${title}`, async () => {
      const { said, usage } = await assertAsOpenAi({}, chat({ max_completion_tokens: 5 }));
      assert.equal([said.finish, usage?.completionTokens], ['length', 5]);
    });

    Dialects(`are told to be truncated: ${title}`, async () => {
      const { said } = await assertAsOpenAi({ faults: { truncated: 1 } }, chat());
      assert.is(said.finish, 'length');
    });

    Dialects(`may be empty: ${title}`, async () => {
      const { said } = await assertAsOpenAi({ faults: { empty: 1 } }, chat());
      assert.equal([said.text, said.finish], ['', 'stop']);
    });

    Dialects(`follow a schema: ${title}`, async () => {
      const format = { type: 'json_schema', json_schema: { name: 'trip', schema } };
      const { said } = await assertAsOpenAi({}, chat({ response_format: format }));
      assert.ok(JSON.parse(said.text).days >= 2);
    });
  }
}

/** Those of which a call can be demanded; Ollama has no word for it. */
const callers = Object.keys(speakings).filter((vendor) => vendor !== 'ollama');
const withTool = (more: JsonObject = {}): JsonObject =>
  chat({ tools: [weather], tool_choice: 'required', ...more });

const parsed = ({ tools }: Assembled) => tools.map(([name, text]) => [name, JSON.parse(text)]);

for (const vendor of callers) {
  for (const [way, stream] of Object.entries(ways)) {
    Dialects(`call a tool: ${vendor}, ${way}`, async () => {
      const reference = await hear('openai_compatible', {}, withTool());
      const { said, usage } = await hear(vendor, {}, withTool(), { stream });
      assert.equal(parsed(said), parsed(reference.said));
      assert.equal([said.text, said.finish], ['', 'tool_calls']);
      assert.equal(usage, reference.usage);
    });
  }

  Dialects(`go on after the call of a tool: ${vendor}`, () =>
    asking(vendor, {}, async (ask) => {
      const { body } = await ask(withTool());
      const message = objectOf(objectsOf(body['choices'])[0]?.['message']);
      const [call] = objectsOf(message['tool_calls']);
      const result = { role: 'tool', tool_call_id: call?.['id'] ?? null, content: 'sunny' };
      const question = { role: 'user', content: 'And tomorrow?' };
      const { said } = await ask({
        messages: [...messages, message, result, question],
        tools: [weather],
      });
      assert.match(said.text, 'And tomorrow?');
      assert.is(said.finish, 'stop');
    }),
  );
}

/** Vertex AI's path of embeddings is not simulated. */
const embedders: Readonly<Record<string, Partial<Deployment>>> = {
  azure: {},
  bedrock: { upstreamModel: 'cohere.embed-v4:0' },
  cohere: {},
  gemini: {},
  ollama: {},
};
/** batchEmbedContents tells no tokens (recording bb7bdac37c09). */
const tellsNoUsage = new Set(['gemini']);

for (const [vendor, more] of Object.entries(embedders)) {
  for (const format of ['float', 'base64']) {
    Dialects(`embed several texts: ${vendor}, ${format}`, async () => {
      const body = { input: ['a', 'b'], dimensions: 256, encoding_format: format };
      const asked: Asked = { operation: 'embed' };
      const reference = await hear('openai_compatible', {}, body, asked);
      const heard = await hear(vendor, {}, body, asked, more);
      assert.equal(heard.body['data'], reference.body['data']);
      assert.equal(heard.usage, tellsNoUsage.has(vendor) ? undefined : reference.usage);
    });
  }
}

Dialects('have no embeddings of Anthropic', async () => {
  const call = hear('anthropic', {}, { input: 'a' }, { operation: 'embed' });
  assert.is((await upstreamErrorOf(call)).code, 'unsupported_operation');
});

for (const vendor of ['openai_compatible', 'azure', 'ollama']) {
  Dialects(`complete a text: ${vendor}`, async () => {
    const body = { prompt: 'A pelican is', max_tokens: 6 };
    const plain = await hear(vendor, {}, body, { operation: 'complete' });
    const streamed = await hear(vendor, {}, body, { operation: 'complete', stream: true });
    assert.match(plain.said.text, 'A peli');
    assert.equal([plain.said.finish, plain.usage?.completionTokens], ['length', 6]);
    assert.equal([streamed.said, streamed.usage], [plain.said, plain.usage]);
  });
}

Dialects('rank documents with Cohere', async () => {
  const body = { query: 'a bird', documents: ['a pelican', 'a stone'], top_n: 1 };
  const heard = await hear('cohere', {}, body, { operation: 'rerank' });
  const [best, ...others] = objectsOf(heard.body['results']);
  assert.type(best?.['relevance_score'], 'number');
  assert.is(others.length, 0);
});

Dialects.run();
