import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { writeConverse } from '../../lib/providers/bedrock-request.ts';
import { chatParameters } from '../../lib/providers/parameters.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { deployment } from '../support/calls.ts';

const BedrockRequest = suite('bedrock-request');

const llama = 'meta.llama4-scout-17b-instruct-v1:0';
const messages = [{ role: 'user', content: 'Hi' }];
const written = [{ role: 'user', content: [{ text: 'Hi' }] }];

const write = (more: JsonObject, upstreamModel = llama) =>
  writeConverse({ model: 'm', messages, ...more }, deployment({ upstreamModel }));

/** What of the body is not the messages. */
const writeRest = (more: JsonObject, upstreamModel = llama) => {
  const { messages: conversation, ...rest } = write(more, upstreamModel);
  assert.equal(conversation, written);
  return rest;
};

BedrockRequest('writes a chat and adds nothing of its own', () => {
  assert.equal(write({ stream: true, stream_options: { include_usage: true } }), {
    messages: written,
  });
});

BedrockRequest('writes the parameters that all models have', () => {
  const parameters = { max_tokens: 5, temperature: 0.5, top_p: 0.9, stop: ['a', 'b'] };
  assert.equal(writeRest(parameters), {
    inferenceConfig: { maxTokens: 5, temperature: 0.5, topP: 0.9, stopSequences: ['a', 'b'] },
  });
  assert.equal(writeRest({ max_tokens: 1, max_completion_tokens: 6, stop: 'x' }), {
    inferenceConfig: { maxTokens: 6, stopSequences: ['x'] },
  });
});

BedrockRequest('takes values that say what is so anyway', () => {
  const parameters = { n: 1, logprobs: false, parallel_tool_calls: true, store: false };
  const penalties = { frequency_penalty: 0, presence_penalty: 0, service_tier: 'auto' };
  assert.equal(writeRest({ ...parameters, ...penalties, response_format: { type: 'text' } }), {});
});

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = {
  type: 'function',
  function: { name: 'weather', description: 'Of a city', parameters, strict: true },
  cache_control: { type: 'ephemeral', ttl: '1h' },
};
const bare = { type: 'function', function: { name: 'bare' } };

BedrockRequest('writes tools', () => {
  assert.equal(writeRest({ tools: [weather, bare], tool_choice: 'auto' }), {
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: 'weather',
            description: 'Of a city',
            inputSchema: { json: parameters },
            strict: true,
          },
        },
        { cachePoint: { type: 'default', ttl: '1h' } },
        {
          toolSpec: { name: 'bare', inputSchema: { json: { type: 'object', properties: {} } } },
        },
      ],
      toolChoice: { auto: {} },
    },
  });
});

BedrockRequest('writes the choice of tools', () => {
  const choiceOf = (choice?: JsonObject | string) => {
    const { toolConfig } = write({ tools: [bare], ...(choice && { tool_choice: choice }) });
    assert.type(toolConfig, 'object');
    return { ...Object(toolConfig) }.toolChoice;
  };
  assert.is(choiceOf(), undefined);
  assert.equal(choiceOf('required'), { any: {} });
  assert.equal(choiceOf({ type: 'function', function: { name: 'bare' } }), {
    tool: { name: 'bare' },
  });
  assert.equal(writeRest({ tool_choice: 'none' }), {});
  assert.throws(() => write({ tool_choice: 'auto' }), /"tool_choice": expected "tools" beside it/);
});

BedrockRequest('writes a JSON schema as the API wants it, as text', () => {
  const schema = { type: 'object', properties: { n: { const: 12345678901234567890n } } };
  const format = { type: 'json_schema', json_schema: { name: 'answer_1', schema, strict: true } };
  const text = '{"type":"object","properties":{"n":{"const":12345678901234567890}}}';
  assert.equal(writeRest({ response_format: format }), {
    outputConfig: {
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { name: 'answer_1', schema: text } },
      },
    },
  });
});

BedrockRequest('writes metadata and the tier of service', () => {
  assert.equal(writeRest({ metadata: { job: '7' }, service_tier: 'flex' }), {
    serviceTier: { type: 'flex' },
    requestMetadata: { job: '7' },
  });
});

BedrockRequest('passes the members of the API as they are, before what stands for OpenAI’s', () => {
  const members = {
    inferenceConfig: { maxTokens: 9 },
    outputConfig: { effort: 'low' },
    serviceTier: { type: 'reserved' },
    requestMetadata: { a: '1' },
    guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
    performanceConfig: { latency: 'optimized' },
    promptVariables: { name: { text: 'x' } },
    additionalModelResponseFieldPaths: ['/stop_sequence'],
    additionalModelRequestFields: { top_k: 5 },
  };
  assert.equal(writeRest({ max_tokens: 1, temperature: 0, ...members }), {
    ...members,
    inferenceConfig: { maxTokens: 9, temperature: 0 },
  });
});

BedrockRequest('passes what it does not know to the model', () => {
  assert.equal(writeRest({ top_k: 3, anthropic_beta: ['x'] }), {
    additionalModelRequestFields: { top_k: 3, anthropic_beta: ['x'] },
  });
});

BedrockRequest('passes all the rest of OpenAI’s parameters to a model of OpenAI’s', () => {
  const rest = { seed: 1, user: 'u', reasoning_effort: 'low', frequency_penalty: 0.5 };
  assert.equal(writeRest({ max_tokens: 5, ...rest }, 'openai.gpt-oss-20b-1:0'), {
    inferenceConfig: { maxTokens: 5 },
    additionalModelRequestFields: rest,
  });
});

const unsupported = (more: JsonObject, upstreamModel?: string): string | undefined => {
  try {
    write(more, upstreamModel);
    return undefined;
  } catch (error) {
    return error instanceof UnsupportedParameter ? error.parameter : String(error);
  }
};

const supported = [
  'frequency_penalty',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'metadata',
  'model',
  'n',
  'parallel_tool_calls',
  'presence_penalty',
  'reasoning_effort',
  'response_format',
  'service_tier',
  'stop',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_p',
];

for (const name of [...chatParameters].filter((one) => !supported.includes(one))) {
  BedrockRequest(`refuses ${name}`, () => assert.is(unsupported({ [name]: 1 }), name));
}

const values: readonly JsonObject[] = [
  { n: 2 },
  { logprobs: true },
  { parallel_tool_calls: false },
  { store: true },
  { frequency_penalty: 1 },
  { presence_penalty: 1 },
  { response_format: { type: 'json_object' } },
  { service_tier: 'scale' },
  { tools: [bare], tool_choice: 'none' },
  { tools: [{ type: 'web_search' }] },
  { reasoning_effort: 'low' },
];

for (const value of values) {
  BedrockRequest(`refuses ${JSON.stringify(value)}`, () => {
    const name = Object.keys(value).at(-1);
    assert.is(unsupported(value), name);
  });
}

BedrockRequest('refuses a second choice of a model of OpenAI’s too', () => {
  assert.is(unsupported({ n: 2 }, 'openai.gpt-oss-20b-1:0'), 'n');
});

BedrockRequest('refuses a request without messages', () => {
  assert.throws(
    () => writeConverse({ model: 'm' }, deployment()),
    (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
  );
});

BedrockRequest.run();
