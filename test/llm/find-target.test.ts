import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Environment } from '../../lib/config/environment.ts';
import { credentialsIn, findTarget } from '../../lib/llm/find-target.ts';
import { litellmParams } from '../../lib/llm/settings.ts';
import { PriceTable } from '../../lib/prices/price-table.ts';

const Find = suite('find target');

const prices = new PriceTable({
  'gemini-pro': { litellm_provider: 'vertex_ai' },
  'claude-x': { litellm_provider: 'anthropic' },
});

const find = (params: Record<string, unknown>, env: Environment = {}) =>
  findTarget(litellmParams.parse(params), env, prices);

function findWell(params: Record<string, unknown>, env?: Environment) {
  const found = find(params, env);
  if ('why' in found) throw new TypeError(found.why);
  return found;
}

const aws = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };

Find('tells all of a place', () => {
  const base = { api_base: 'https://host/v1//', api_key: 'k' };
  assert.equal(find({ model: 'azure/gpt', ...base, api_version: '2024-06-01', seed: 1 }), {
    provider: 'azure',
    baseUrl: 'https://host/v1',
    apiKey: 'k',
    upstreamModel: 'gpt',
    options: { api_version: '2024-06-01' },
  });
});

Find('takes the token of a session only with the key that it belongs to', () => {
  const env = { ...aws, AWS_SESSION_TOKEN: 't', AWS_REGION: 'us-east-1' };
  const tokenOf = (more: object) =>
    findWell({ model: 'bedrock/x', ...more }, env).options['aws_session_token'];
  assert.is(tokenOf({}), 't');
  assert.is(tokenOf({ aws_access_key_id: 'b', aws_secret_access_key: 'u' }), undefined);
  assert.is(tokenOf({ aws_access_key_id: 'b', aws_session_token: 'v' }), 'v');
});

Find("takes the vendor's address, of the environment first", () => {
  const claude = { model: 'claude-x', api_key: 'k' };
  assert.is(findWell(claude).baseUrl, 'https://api.anthropic.com');
  const env = { ANTHROPIC_API_BASE: 'http://proxy/' };
  assert.is(findWell(claude, env).baseUrl, 'http://proxy');
  assert.is(findWell({ ...claude, api_base: 'http://own' }, env).baseUrl, 'http://own');
});

Find("takes the vendor's key of the environment for an empty one", () => {
  const env = { ANTHROPIC_API_KEY: 'k' };
  assert.is(findWell({ model: 'claude-x', api_key: '' }, env).apiKey, 'k');
  assert.is(findWell({ model: 'claude-x', api_key: 'own' }, env).apiKey, 'own');
});

Find("takes the provider's settings, of the environment where none are given", () => {
  const env = { ...aws, AWS_REGION: 'eu-west-1' };
  const region = { aws_region_name: 'us-east-1' };
  const credentials = { aws_access_key_id: 'a', aws_secret_access_key: 's' };
  const { options, baseUrl } = findWell({ model: 'bedrock/x' }, env);
  assert.equal(options, { aws_region_name: 'eu-west-1', ...credentials });
  assert.is(baseUrl, 'https://bedrock-runtime.eu-west-1.amazonaws.com');
  assert.equal(findWell({ model: 'bedrock/x', ...region }, env).options, {
    ...region,
    ...credentials,
  });
});

Find('takes a setting that is no text as JSON or in digits', () => {
  const credentials = { type: 'service_account' };
  const vertex = { model: 'vertex_ai/x', vertex_project: 5, vertex_credentials: credentials };
  const { options } = findWell(vertex);
  assert.is(options['vertex_credentials'], '{"type":"service_account"}');
  assert.is(options['vertex_project'], '5');
});

Find('leaves the place of the simulator open', () => {
  assert.is(findWell({ model: 'simulator/x' }).baseUrl, '');
});

const gemini = { model: 'gemini-pro' };
const studio: [params: object, env: Environment, provider: string][] = [
  [{}, {}, 'vertex_ai'],
  [{}, { GEMINI_API_KEY: 'k' }, 'gemini'],
  [{}, { GOOGLE_API_KEY: 'k' }, 'gemini'],
  [{ api_key: 'k' }, {}, 'gemini'],
  [{ api_key: 'k', vertex_project: 'p' }, {}, 'vertex_ai'],
  [{ vertex_location: 'eu' }, { GEMINI_API_KEY: 'k' }, 'vertex_ai'],
  [{}, { GEMINI_API_KEY: 'k', GOOGLE_APPLICATION_CREDENTIALS: 'f' }, 'vertex_ai'],
  [{}, { GEMINI_API_KEY: 'k', GOOGLE_CLOUD_PROJECT: 'p' }, 'vertex_ai'],
  [{}, { GEMINI_API_KEY: 'k', VERTEXAI_PROJECT: 'p' }, 'vertex_ai'],
  [{}, { GEMINI_API_KEY: 'k', VERTEX_PROJECT: 'p' }, 'vertex_ai'],
];

for (const [params, env, provider] of studio) {
  const signs = JSON.stringify({ ...params, ...env });
  Find(`finds a bare name of Google's at ${provider} with ${signs}`, () => {
    assert.is(findWell({ ...gemini, ...params }, env).provider, provider);
  });
}

Find('needs no key where a header has one', () => {
  const headers = { Authorization: 'Bearer k', 'X-Title': 't' };
  assert.is(findWell({ model: 'claude-x', extra_headers: headers }).apiKey, undefined);
  assert.equal(credentialsIn(headers), ['Bearer k']);
});

const address = 'expected an address such as http://host:8000/v1, got "host"';
const missing: [params: Record<string, unknown>, at: string, why: string, env?: Environment][] = [
  [{ model: 'x', api_base: 'host' }, 'api_base', address],
  [{ model: 'x', base_url: 'host' }, 'base_url', address],
  [{ model: 'x', base_url: 'http://h', api_base: 'host' }, 'api_base', address],
  [
    { model: 'x', custom_llm_provider: 'nobody' },
    'custom_llm_provider',
    'unknown provider "nobody"',
  ],
  [{ model: 'azure/x' }, 'model', '"azure/x" needs api_base or AZURE_API_BASE'],
  [{ model: 'claude-x' }, 'model', address, { ANTHROPIC_API_BASE: 'host' }],
  [{ model: 'mystery' }, 'model', 'unknown model "mystery"'],
  [{ model: 'claude-x', extra_headers: { 'X-Title': 't' } }, 'model', '"claude-x" needs api_key'],
  [{ model: 'bedrock/x' }, 'model', '"bedrock/x" needs aws_region_name', aws],
  [
    { model: 'bedrock/x', aws_region_name: 'eu-west-1' },
    'model',
    '"bedrock/x" needs aws_access_key_id',
  ],
];

for (const [params, at, why, env] of missing) {
  Find(`finds nothing for ${JSON.stringify(params)}`, () => {
    const found = find(params, env);
    if (!('why' in found)) throw new TypeError('a place was found');
    assert.is(found.at, at);
    assert.ok(found.why.startsWith(why), found.why);
  });
}

Find.run();
