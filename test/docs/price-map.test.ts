import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { genaiSource } from '../../docs/generate/genai-prices.ts';
import { createPriceMap, formatPriceMap } from '../../docs/generate/price-map.ts';
import { needs } from '../support/needs.ts';
import { hasPriceMap, priceMapDate, readPriceMap } from '../support/price-map.ts';

const Prices = suite('price map');

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const litellm = {
  sample_spec: { litellm_provider: 'one of them', mode: 'chat' },
  fallback_generalizations: { rules: [] },
  'gpt-4o': {
    litellm_provider: 'openai',
    mode: 'chat',
    max_tokens: 1,
    max_input_tokens: 2,
    input_cost_per_token: 9e-6,
    input_cost_per_token_above_200k_tokens_priority: 9e-5,
    output_cost_per_image: 1,
    output_cost_per_reasoning_token: null,
    supports_vision: true,
  },
  'whisper-x': { litellm_provider: 'openai', mode: 'audio_transcription' },
  'gpt-4o-mini-tts': { litellm_provider: 'openai', mode: 'audio_speech' },
};

const made = createPriceMap(litellm, '2026-08-01');

Prices('keeps what llm-pipe reads of the models that it can call', () => {
  assert.equal(made['gpt-4o'], {
    input_cost_per_token: 9e-6,
    input_cost_per_token_above_200k_tokens_priority: 9e-5,
    litellm_provider: 'openai',
    max_input_tokens: 2,
    mode: 'chat',
  });
  const others = ['sample_spec', 'fallback_generalizations', 'whisper-x', 'gpt-4o-mini-tts'];
  for (const name of others) assert.is(made[name], undefined, name);
});

Prices('adds models that LiteLLM lacks, under the names by which it would find them', () => {
  assert.equal(made['grok-4.6'], undefined);
  assert.equal(made['xai/grok-4.6'], {
    cache_read_input_token_cost: 5e-7,
    cache_read_input_token_cost_above_200k_tokens: 1e-6,
    input_cost_per_token: 2e-6,
    input_cost_per_token_above_200k_tokens: 4e-6,
    litellm_provider: 'xai',
    max_input_tokens: 500_000,
    output_cost_per_token: 6e-6,
    output_cost_per_token_above_200k_tokens: 1.2e-5,
  });
  const own = made['claude-opus-5-5'];
  assert.equal(own && Object(own)['litellm_provider'], 'anthropic');
  assert.ok(made['vertex_ai/claude-opus-5-5']);
  assert.is(made['gemini/claude-opus-5-5'], undefined);
});

Prices('adds the fee for a request', () => {
  const sonar = made['perplexity/sonar'];
  assert.is(sonar && Object(sonar)['input_cost_per_request'], 0.012);
});

Prices('tells where it is from, first of all, and has a model per line', () => {
  const [start, about = '', ...lines] = formatPriceMap(made).split('\n');
  assert.is(start, '{');
  assert.ok(about.startsWith(`"_about": {"date":"${genaiSource.date}"`));
  assert.is(lines.length, Object.keys(made).length + 1);
  assert.equal(JSON.parse(formatPriceMap(made)), made);
});

Prices('names the version of genai-prices that is installed', () => {
  const { devDependencies } = JSON.parse(read('package.json'));
  const version = devDependencies['@pydantic/genai-prices'];
  assert.is(genaiSource.name, `@pydantic/genai-prices ${version}`);
});

Prices('is what is shipped', () => {
  if (!needs('the price map', hasPriceMap)) return;
  const map = formatPriceMap(createPriceMap(readPriceMap(), priceMapDate));
  assert.ok(read('config/model_prices.json') === map, 'run make prices');
});

Prices.run();
