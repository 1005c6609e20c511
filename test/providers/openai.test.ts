import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { openai, speakOpenAi } from '../../lib/providers/openai.ts';
import { isFailure, type Provider, type ProviderOperation } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';

const Openai = suite('openai');

const target = deployment({
  baseUrl: 'https://host/v1',
  apiKey: 'sk-1',
  upstreamModel: 'gpt-x',
});
const body = { model: 'm', messages: [], temperature: 0 };

interface Asked {
  provider?: Provider;
  operation?: ProviderOperation;
  isStream?: boolean;
}

const write = (
  more: object,
  { provider = openai, operation = 'chat', isStream = false }: Asked = {},
) => provider.request({ operation, body: { ...body, ...more }, isStream }, target);

const read = (answer: object, operation: ProviderOperation = 'chat') =>
  openai.readAnswer({ operation, body, isStream: false }, { ...answer }, target, {});

Openai('sends the body as it is, with the upstream model and the key', () => {
  const { baseUrl, path, headers, body: sent } = write({ seed: 1 });
  assert.is(baseUrl + path, 'https://host/v1/chat/completions');
  assert.equal(sent, { model: 'gpt-x', messages: [], temperature: 0, seed: 1 });
  assert.equal(headers, { 'content-type': 'application/json', authorization: 'Bearer sk-1' });
  assert.is(write({}, { operation: 'embed' }).path, '/embeddings');
});

Openai('sends no credentials where there are none', () => {
  const call = { operation: 'chat', body, isStream: false } as const;
  const { headers } = openai.request(call, { ...target, apiKey: undefined });
  assert.equal(headers, { 'content-type': 'application/json' });
});

Openai('names the organization that is to pay', () => {
  const call = { operation: 'chat', body, isStream: false } as const;
  const { headers } = openai.request(call, { ...target, options: { organization: 'org-1' } });
  assert.is(headers['openai-organization'], 'org-1');
});

Openai('asks a stream for its usage, unless the sender has said otherwise', () => {
  const own = write({}, { isStream: true }).body;
  assert.equal([own['stream'], own['stream_options']], [true, { include_usage: true }]);
  const theirs = write({ stream_options: { include_usage: false } }, { isStream: true }).body;
  assert.equal(theirs['stream_options'], { include_usage: false });
});

Openai('does not offer what it has no path for', () => {
  for (const operation of ['countTokens', 'rerank'] as const) {
    assert.throws(() => write({}, { operation }), isUnsupportedOperation);
  }
  const provider = speakOpenAi({ paths: { embed: null } });
  assert.throws(() => write({}, { provider, operation: 'embed' }), isUnsupportedOperation);
});

const isUnsupportedOperation = (error: unknown): boolean =>
  error instanceof UpstreamError && error.code === 'unsupported_operation';

const quirky = speakOpenAi({
  renames: { max_completion_tokens: 'max_tokens' },
  unsupported: ['logprobs'],
  keyHeader: 'api-key',
  streamOptions: false,
  paths: { chat: '/text/chatcompletion_v2' },
});

Openai('names the limit of tokens anew for models that reason', () => {
  const limits = (upstreamModel: string) => {
    const call = { operation: 'chat', body: { ...body, max_tokens: 5 }, isStream: false } as const;
    const { body: sent } = openai.request(call, { ...target, upstreamModel });
    return [sent['max_tokens'], sent['max_completion_tokens']];
  };
  for (const model of ['o3-mini', 'gpt-5.1']) assert.equal(limits(model), [undefined, 5]);
  for (const model of ['gpt-4o', 'omni']) assert.equal(limits(model), [5, undefined]);
});

Openai('follows the quirks of a vendor', () => {
  const request = write({ max_completion_tokens: 5 }, { provider: quirky, isStream: true });
  assert.is(request.path, '/text/chatcompletion_v2');
  assert.is(request.headers['api-key'], 'sk-1');
  assert.is(request.headers['authorization'], undefined);
  assert.equal(request.body, { ...body, model: 'gpt-x', max_tokens: 5, stream: true });
});

Openai('spells messages, model and choice of tool as the vendor does', () => {
  const provider = speakOpenAi({
    textContent: true,
    requiredToolChoice: 'any',
    modelPrefix: 'accounts/',
    paths: { rerank: '/rerank' },
  });
  const parts = [
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ];
  const picture = [{ type: 'image_url', image_url: { url: 'https://host/a.png' } }];
  const messages = [
    { role: 'system', content: parts },
    { role: 'user', content: picture },
    { role: 'user', content: 'c' },
  ];
  const { body: sent } = write({ messages, tool_choice: 'required' }, { provider });
  assert.equal(sent['messages'], [{ role: 'system', content: 'ab' }, ...messages.slice(1)]);
  assert.equal([sent['tool_choice'], sent['model']], ['any', 'accounts/gpt-x']);
  assert.is(write({}, { provider, operation: 'rerank' }).path, '/rerank');
});

Openai(
  'refuses a parameter that the vendor cannot take, and leaves it out where it says nothing',
  () => {
    assert.throws(
      () => write({ logprobs: true }, { provider: quirky }),
      (error: unknown) => error instanceof UnsupportedParameter && error.parameter === 'logprobs',
    );
    for (const logprobs of [null, false]) {
      assert.not('logprobs' in write({ logprobs }, { provider: quirky }).body);
    }
  },
);

Openai('takes an object without a choice in a plain answer for a server error', () => {
  for (const answer of [{ object: 'list' }, { choices: null }, { choices: [] }]) {
    const reading = read(answer);
    assert.ok(isFailure(reading));
    assert.equal([reading.kind, reading.code], ['server_error', 'unexpected_body']);
  }
});

Openai('wants data of an embedding, where a chat has choices', () => {
  assert.ok(isFailure(read({ choices: [] }, 'embed')));
  assert.not(isFailure(read({ data: [{}] }, 'embed')));
  assert.not(isFailure(read({ results: [{}] }, 'rerank')));
});

Openai('gives an answer that needs no change as the object that came', () => {
  const answer = { choices: [{ index: 0, message: { role: 'assistant', content: 'a' } }] };
  const call = { operation: 'chat', body, isStream: false } as const;
  const reading = openai.readAnswer(call, answer, target, {});
  assert.ok(!isFailure(reading));
  assert.is(reading.body, answer);
  assert.is(reading.usage, undefined);
});

Openai('tells as what an answer was served, in a stream too', () => {
  const usage = { prompt_tokens: 2, completion_tokens: 1 };
  const stream = openai.openStream({ operation: 'chat', body: {}, isStream: true }, deployment());
  for (const [tier, told] of [
    ['flex', { serviceTier: 'flex' }],
    ['auto', {}],
    ['', {}],
    [null, {}],
  ] as const) {
    const body = { choices: [{}], usage, service_tier: tier };
    const counted = { ...noUsage, promptTokens: 2, completionTokens: 1, ...told };
    for (const reading of [read(body), stream.read({ name: undefined, json: body })]) {
      if (isFailure(reading)) throw new TypeError(reading.message);
      assert.equal(reading.usage, counted, `${tier}`);
    }
  }
});

Openai('gives the usage beside the answer', () => {
  const usage = { prompt_tokens: 2, completion_tokens: 1 };
  const reading = read({ choices: [{}], usage });
  assert.ok(!isFailure(reading));
  assert.equal(reading.usage, { ...noUsage, promptTokens: 2, completionTokens: 1 });
});

Openai('finds the error in an answer of status 200', () => {
  const reading = read({ error: { code: 'content_filter', message: 'no' }, choices: [] });
  assert.ok(isFailure(reading));
  assert.equal([reading.kind, reading.message], ['content_filter', 'no']);
});

Openai('names the end of an answer as OpenAI does', () => {
  const reasons = {
    eos: 'stop',
    sensitive: 'content_filter',
    model_context_window_exceeded: 'length',
  };
  for (const [theirs, ours] of Object.entries(reasons)) {
    const choice = { index: 0, message: { role: 'assistant' }, finish_reason: theirs };
    const reading = read({ choices: [choice] });
    assert.ok(!isFailure(reading));
    assert.equal(reading.body, { choices: [{ ...choice, finish_reason: ours }] });
  }
});

Openai.run();
