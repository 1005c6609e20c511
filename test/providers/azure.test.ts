import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { azure } from '../../lib/providers/azure.ts';
import { isFailure, type ProviderOperation } from '../../lib/providers/provider.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { readEvents } from '../support/read-events.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Azure = suite('azure');

const resource = 'https://res.openai.azure.com';
const body = { model: 'm', messages: [] };

interface Given {
  body?: JsonObject;
  baseUrl?: string;
  upstreamModel?: string;
  options?: Record<string, string>;
  operation?: ProviderOperation;
  isStream?: boolean;
}

function write({ body: asked = body, operation = 'chat', isStream = false, ...given }: Given = {}) {
  const target = deployment({
    baseUrl: resource,
    apiKey: 'k',
    upstreamModel: 'gpt-x',
    options: {},
    ...given,
  });
  return azure.request({ operation, body: asked, isStream }, target);
}

function addressOf(given: Given): string {
  const { baseUrl, path } = write(given);
  return baseUrl + path;
}

const ofDeployment = `${resource}/openai/deployments/gpt-x`;

const addresses: [string, Given, string][] = [
  ['a resource', {}, `${ofDeployment}/chat/completions?api-version=2025-02-01-preview`],
  [
    'a resource with a slash',
    { baseUrl: `${resource}/` },
    `${ofDeployment}/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    'a resource with /openai',
    { baseUrl: `${resource}/openai` },
    `${ofDeployment}/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    'another version',
    { options: { api_version: '2024-10-21' } },
    `${ofDeployment}/chat/completions?api-version=2024-10-21`,
  ],
  [
    'embeddings',
    { operation: 'embed' },
    `${ofDeployment}/embeddings?api-version=2025-02-01-preview`,
  ],
  [
    'completions',
    { operation: 'complete' },
    `${ofDeployment}/completions?api-version=2025-02-01-preview`,
  ],
  [
    'a name that a path cannot hold',
    { upstreamModel: 'a/b c' },
    `${resource}/openai/deployments/a%2Fb%20c/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    "LiteLLM's mark of a family",
    { upstreamModel: 'o_series/gpt-x' },
    `${ofDeployment}/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    'a gateway before it',
    { baseUrl: 'https://apim/x' },
    'https://apim/x/openai/deployments/gpt-x/chat/completions?api-version=2025-02-01-preview',
  ],
  [
    "a deployment's own address",
    { baseUrl: `${resource}/openai/deployments/other` },
    `${resource}/openai/deployments/other/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    "a deployment's extensions",
    { baseUrl: `${resource}/openai/deployments/other/extensions` },
    `${resource}/openai/deployments/other/extensions/chat/completions?api-version=2025-02-01-preview`,
  ],
  [
    'the address that the portal shows',
    { baseUrl: `${ofDeployment}/chat/completions?api-version=2024-10-21` },
    `${ofDeployment}/chat/completions?api-version=2024-10-21`,
  ],
  [
    'a deployment that is named like an operation',
    { baseUrl: `${resource}/openai/deployments/embeddings`, operation: 'embed' },
    `${resource}/openai/deployments/embeddings/embeddings?api-version=2025-02-01-preview`,
  ],
  [
    'responses, as the portal shows it',
    { baseUrl: `${resource}/openai/responses?api-version=2025-04-01-preview` },
    `${ofDeployment}/chat/completions?api-version=2025-04-01-preview`,
  ],
  [
    'responses of version 1',
    { baseUrl: `${resource}/openai/v1/responses/` },
    `${resource}/openai/v1/chat/completions`,
  ],
  ['version 1', { baseUrl: `${resource}/openai/v1/` }, `${resource}/openai/v1/chat/completions`],
  [
    'version 1 in spite of a date',
    { baseUrl: `${resource}/openai/v1`, options: { api_version: '2024-10-21' } },
    `${resource}/openai/v1/chat/completions`,
  ],
  [
    'version 1 by its name',
    { options: { api_version: 'preview' } },
    `${resource}/openai/v1/chat/completions?api-version=preview`,
  ],
  [
    'models of others',
    { baseUrl: 'https://res.services.ai.azure.com/models' },
    'https://res.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview',
  ],
];

for (const [what, given, address] of addresses) {
  Azure(`finds the address of ${what}`, () => assert.is(addressOf(given), address));
}

Azure('sends the key in the header of Azure, or else a token, which goes first', () => {
  assert.equal(write().headers, { 'content-type': 'application/json', 'api-key': 'k' });
  assert.equal(write({ options: { azure_ad_token: 't' } }).headers, {
    'content-type': 'application/json',
    authorization: 'Bearer t',
  });
  assert.is(
    write({ options: { azure_ad_token: 'Bearer t' } }).headers['authorization'],
    'Bearer t',
  );
  assert.ok(azure.options?.['azure_ad_token']?.isSecret);
});

Azure('leaves the body to OpenAI, with the name of the deployment', () => {
  assert.equal(write({ upstreamModel: 'gpt5_series/gpt-x' }).body, { ...body, model: 'gpt-x' });
});

const limits: [string, Given, string][] = [
  ['a marked one', { upstreamModel: 'o_series/mine' }, 'max_completion_tokens'],
  ['one whose name tells it', { upstreamModel: 'gpt-5-mini' }, 'max_completion_tokens'],
  ['any other', { upstreamModel: 'mine' }, 'max_tokens'],
];

for (const [what, given, name] of limits) {
  Azure(`tells ${what} its limit of tokens as ${name}`, () => {
    const { body: sent } = write({ ...given, body: { ...body, max_tokens: 5 } });
    assert.equal(sent, { ...body, model: sent['model'], [name]: 5 });
  });
}

const streamed: [string, Given, boolean][] = [
  ['the default version', {}, true],
  ['version 2024-09-01-preview', { options: { api_version: '2024-09-01-preview' } }, true],
  ['version 2024-02-01', { options: { api_version: '2024-02-01' } }, false],
  ['version 1', { baseUrl: `${resource}/openai/v1` }, true],
  ['version preview', { options: { api_version: 'preview' } }, true],
  ['models of others', { baseUrl: 'https://res.services.ai.azure.com/models' }, true],
];

for (const [what, given, asks] of streamed) {
  Azure(`${asks ? 'asks' : 'does not ask'} a stream of ${what} for its usage`, () => {
    assert.is('stream_options' in write({ ...given, isStream: true }).body, asks);
  });
}

Azure('does not offer reranking', () => {
  assert.throws(
    () => write({ operation: 'rerank' }),
    (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_operation',
  );
});

const parse = (text: string): JsonObject => {
  const value = JSON.parse(text);
  if (isJsonObject(value)) return value;
  throw new TypeError('expected an object');
};

const read = (text: string) =>
  azure.readAnswer({ operation: 'chat', body, isStream: false }, parse(text), deployment(), {});

Azure('reads a recorded answer', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const reading = read(recordingOf('chat.completions', 'a5a82e3ada3c').body);
  assert.ok(!isFailure(reading));
  assert.equal(reading.usage, { ...noUsage, promptTokens: 16, completionTokens: 37 });
});

Azure('finds the filter in an answer of status 200', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const reading = read(recordingOf('chat.completions', '894cc62159c0').body);
  assert.ok(isFailure(reading));
  assert.is(reading.kind, 'content_filter');
});

/** The events of a recorded stream; its end mark is left out. */
const eventsOf = (id: string): JsonObject[] =>
  new SseSplitter(1 << 20)
    .push(Buffer.from(recordingOf('chat.completions', id).body))
    .filter(({ data }) => data.startsWith('{'))
    .map(({ data }) => parse(data));

Azure('gives what the filter of prompts has found with the first chunk that has a choice', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const events = eventsOf('76f98d2fb982');
  const { chunks, head } = readEvents(azure, events);
  assert.is(chunks.length, events.length - 1);
  assert.is(head['id'], 'chatcmpl-DPTMdiWgJCmJ6P4SE9BMi1cOZiPp2');
  assert.equal(head['prompt_filter_results'], events[0]?.['prompt_filter_results']);
  assert.not('prompt_filter_results' in (chunks[1] ?? {}));
});

Azure('adds it to a chunk that has to be mended, too', () => {
  const preface = { id: '', choices: [], prompt_filter_results: ['found'] };
  const chunk = { id: 'x', choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] };
  const delta = { content: 'a', role: 'assistant' };
  assert.equal(readEvents(azure, [preface, chunk]).chunks, [
    {
      choices: [{ index: 0, delta, finish_reason: null }],
      prompt_filter_results: ['found'],
    },
  ]);
});

Azure('leaves a stream without such a beginning as it is', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { chunks, usage } = readEvents(azure, eventsOf('a902ff73251e'));
  assert.is(chunks.length, 3);
  assert.equal(usage, {
    ...noUsage,
    promptTokens: 205,
    completionTokens: 18,
    cachedTokens: 159,
    serviceTier: 'default',
  });
});

Azure('fails at an error among the events, also at the first one', () => {
  const error = { error: { code: 'content_filter', message: 'no' } };
  const preface = { id: '', choices: [], prompt_filter_results: [] };
  assert.is(readEvents(azure, [preface, error]).failure?.kind, 'content_filter');
  assert.is(readEvents(azure, [error]).failure?.kind, 'content_filter');
});

Azure('takes a stream without its end mark for incomplete, even after the last choice', () => {
  const chunk = { id: 'x', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  const usage = { id: 'x', choices: [], usage: {} };
  assert.not(readEvents(azure, [chunk, usage]).isComplete);
  assert.ok(readEvents(azure, [chunk, usage, undefined]).isComplete);
});

Azure.run();
