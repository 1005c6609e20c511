import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { chatParameters } from '../../lib/providers/parameters.ts';
import type { Provider, ProviderOperation } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { deployment } from '../support/calls.ts';

const Unsupported = suite('what a provider cannot do');

const adapters: [string, Provider, ProviderOperation[]][] = [
  ['Cohere', cohere, ['complete', 'countTokens']],
  ['Ollama', ollama, ['rerank', 'countTokens']],
];

/** Parameters of OpenAI's that both take, at least in part. */
const taken = [
  'frequency_penalty',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'model',
  'n',
  'parallel_tool_calls',
  'presence_penalty',
  'reasoning_effort',
  'response_format',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
];

for (const [vendor, provider, operations] of adapters) {
  Unsupported(`of OpenAI's parameters is refused by its name: ${vendor}`, () => {
    const others = [...chatParameters].filter((name) => !taken.includes(name));
    assert.is(others.length, chatParameters.size - taken.length);
    for (const name of others) {
      const body = { messages: [], [name]: 'x' };
      assert.throws(
        () => provider.request({ operation: 'chat', body, isStream: false }, deployment()),
        (error: unknown) => error instanceof UnsupportedParameter && error.parameter === name,
        name,
      );
    }
  });

  for (const operation of operations) {
    Unsupported(`of the operations is not offered: ${operation} of ${vendor}`, () => {
      assert.throws(
        () => provider.request({ operation, body: {}, isStream: false }, deployment()),
        (error: unknown) =>
          error instanceof UpstreamError && error.code === 'unsupported_operation',
      );
    });
  }
}

Unsupported.run();
