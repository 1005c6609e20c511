import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ModelsOptions, modelsCommand } from '../../lib/cli/models-command.ts';
import { UsageError } from '../../lib/errors.ts';
import { withFiles } from '../pipeline/with-pipeline.ts';
import { capture } from './capture.ts';

const Models = suite('models');

const prices = {
  'gpt-x': {
    litellm_provider: 'openai',
    mode: 'chat',
    max_input_tokens: 128_000,
    max_output_tokens: 16_384,
    input_cost_per_token: 2.5e-6,
    output_cost_per_token: 0.00000999995,
    cache_read_input_token_cost: '1.25e-06',
  },
  'azure/gpt-x': { litellm_provider: 'azure', mode: 'chat', max_input_tokens: 8_000 },
  'azure/a': { litellm_provider: 'azure', input_cost_per_token: 1 },
  'embed-x': { litellm_provider: 'cohere_chat', mode: 'embedding', input_cost_per_token: 1e-7 },
};

/** What the command prints of these prices. */
async function list(options: Partial<ModelsOptions>): Promise<string> {
  let printed = '';
  await withFiles({ 'p.json': JSON.stringify(prices) }, async (folder) => {
    const defaults = { provider: undefined, prices: join(folder, 'p.json'), isJson: false };
    const { result, stdout } = await capture(() => modelsCommand({ ...defaults, ...options }));
    assert.is(result, 0);
    printed = stdout;
  });
  return printed;
}

Models('lists models by name, in columns', async () => {
  assert.is(
    await list({}),
    `MODEL           MODE       CONTEXT  MAX OUTPUT  USD/M IN  USD/M OUT  USD/M CACHED
azure/a         -                -           -   refused    refused       refused
azure/gpt-x     chat          8000           -         -          -             -
cohere/embed-x  embedding        -           -       0.1          0           0.1
openai/gpt-x    chat        128000       16384       2.5    9.99995          1.25
`,
  );
});

Models('lists those of one provider', async () => {
  const lines = (await list({ provider: 'azure' })).split('\n').slice(1, -1);
  assert.equal(
    lines.map((line) => line.split(' ')[0]),
    ['azure/a', 'azure/gpt-x'],
  );
  assert.match(await list({ provider: 'cohere_chat' }), '\ncohere/embed-x ');
});

Models('tells an object per line', async () => {
  const lines = (await list({ isJson: true })).split('\n').slice(0, -1);
  const [refused, unpriced, , priced] = lines.map((line) => JSON.parse(line));
  assert.equal(priced, {
    model: 'openai/gpt-x',
    mode: 'chat',
    max_input_tokens: 128_000,
    max_output_tokens: 16_384,
    usd_per_million_tokens: { input: 2.5, output: 9.99995, cached: 1.25 },
    price_refused: null,
  });
  assert.equal(unpriced, {
    model: 'azure/gpt-x',
    mode: 'chat',
    max_input_tokens: 8_000,
    max_output_tokens: null,
    usd_per_million_tokens: null,
    price_refused: null,
  });
  assert.is(
    refused.price_refused,
    'input_cost_per_token is 1000000 USD per million tokens, above 1000',
  );
});

Models('refuses a provider that it does not know', async () => {
  const error = await list({ provider: 'opnai' }).catch((thrown: unknown) => thrown);
  assert.instance(error, UsageError);
  assert.match(String(error), 'unknown provider "opnai", did you mean "openai"?');
});

Models('lists the shipped prices', async () => {
  const stdout = await list({ prices: undefined, provider: 'openai' });
  assert.match(stdout, /^openai\/gpt-4o +chat +128000 +16384 +2\.5 +10 +1\.25$/m);
});

Models.run();
