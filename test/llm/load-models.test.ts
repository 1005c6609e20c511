import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  parseLenientYaml,
  parseYaml,
  readLenientYaml,
  type YamlFile,
} from '../../lib/config/yaml-file.ts';
import { ConfigError } from '../../lib/errors.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import { loadInlineModels, loadModels, type Models } from '../../lib/llm/load-models.ts';
import { loadShippedPrices } from '../../lib/prices/load-price-table.ts';
import { PriceTable } from '../../lib/prices/price-table.ts';
import { ShippedPrices } from '../../lib/prices/shipped-prices.ts';
import { vendors } from '../../lib/providers/index.ts';
import { noRules } from '../../lib/providers/write-request.ts';
import { pricesOf } from '../support/calls.ts';
import { needs } from '../support/needs.ts';

const Load = suite('load of models');

const configs = join(import.meta.dirname, '../../../shared/litellm-configs');

const noPrices = new PriceTable({});

const withKey = { OPENAI_API_KEY: 'sk-env' };

const load = (text: string, env: NodeJS.ProcessEnv = withKey): Models =>
  loadModels(parseYaml('models.yaml', text), env, noPrices);

/** Loads entries of one model each from the members of their `litellm_params`. */
const loadParams = (params: readonly string[], env?: NodeJS.ProcessEnv, rest = ''): Models =>
  load(
    `model_list:\n${params.map((each) => `  - model_name: m\n    litellm_params: { ${each} }\n`).join('')}${rest}`,
    env,
  );

function deploymentOf(params: string, env?: NodeJS.ProcessEnv, rest?: string): Deployment {
  const { deployments, warnings } = loadParams([params], env, rest);
  const [first] = deployments;
  assert.ok(first, warnings.join('\n'));
  return first;
}

function problemsOf(text: string): string {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new TypeError('no problem was found');
}

Load('takes every setting of a deployment', () => {
  const params = [
    'model: openai/glm-4',
    'api_base: "https://host/v1//"',
    'api_key: key',
    'timeout: 1.5',
    'stream_timeout: 0.5',
    'rpm: 600',
    'max_parallel_requests: 7',
    'weight: 2',
    'input_cost_per_token: 1e-4',
    'output_cost_per_token: "2e-4"',
  ];
  assert.equal(deploymentOf(params.join(', ')), {
    id: 'm@openai_compatible',
    model: 'm',
    provider: 'openai_compatible',
    upstreamModel: 'glm-4',
    baseUrl: 'https://host/v1',
    apiKey: 'key',
    options: {},
    maxOutputTokens: undefined,
    rules: noRules,
    secrets: [],
    timeoutMs: 1_500,
    streamTimeoutMs: 500,
    weight: 2,
    requestsPerMinute: 600,
    maxConcurrent: 7,
    prices: pricesOf('0.0001', '0.0002'),
  });
});

Load('leaves open what is not set', () => {
  const params = 'model: x, api_base: "http://h"';
  const { weight, prices, timeoutMs, requestsPerMinute, apiKey } = deploymentOf(params);
  assert.equal(
    [weight, prices, timeoutMs, requestsPerMinute, apiKey],
    [1, undefined, undefined, undefined, undefined],
  );
});

Load('bounds a timeout by what a timer can wait', () => {
  assert.is(deploymentOf('model: gpt-4, timeout: 1e9').timeoutMs, 2_147_483_647);
});

Load('takes one price for both of a pair', () => {
  const { prices } = deploymentOf('model: gpt-4, input_cost_per_token: 0.0005');
  assert.equal(prices, pricesOf('0.0005', '0'));
});

const places: [params: string, provider: string, upstreamModel: string, baseUrl: string][] = [
  ['model: openai/gpt-4', 'openai', 'gpt-4', 'https://api.openai.com/v1'],
  ['model: gpt-4', 'openai', 'gpt-4', 'https://api.openai.com/v1'],
  ['model: o3-mini', 'openai', 'o3-mini', 'https://api.openai.com/v1'],
  ['model: glm-4, api_base: "http://h/v4/"', 'openai_compatible', 'glm-4', 'http://h/v4'],
  ['model: openai/org/x, api_base: "http://h"', 'openai_compatible', 'org/x', 'http://h'],
  ['model: org/x, api_base: "http://h"', 'openai_compatible', 'org/x', 'http://h'],
  ['model: simulator/fast', 'simulator', 'fast', ''],
];

for (const [params, provider, upstreamModel, baseUrl] of places) {
  Load(`finds ${params}`, () => {
    const found = deploymentOf(params);
    assert.equal(
      [found.provider, found.upstreamModel, found.baseUrl],
      [provider, upstreamModel, baseUrl],
    );
  });
}

const withoutPlace: [params: string, warning: string][] = [
  ['model: antropic/x', 'models.yaml:3:30: unknown provider "antropic", did you mean "anthropic"?'],
  ['model: x, custom_llm_provider: nobody', 'unknown provider "nobody"'],
  [
    'model: mystery',
    'models.yaml:3:30: unknown model "mystery", and no api_base: name its provider',
  ],
  ['model: sglang/x, api_base: "os.environ/NO"', 'environment variable NO is not set'],
  ['model: openai_compatible/x', '"openai_compatible/x" needs api_base'],
  ['model: x, api_base: "localhost:8000/v1"', 'models.yaml:3:43: expected an address such as'],
  ['model: x, api_base: "ftp://h"', 'such as http://host:8000/v1, got "ftp://h"'],
  ['model: x, custom_llm_provider: opnai', 'models.yaml:3:54: unknown provider "opnai", did you'],
  ['model: anthropic/x', '"anthropic/x" needs api_key or ANTHROPIC_API_KEY'],
  ['model: anthropic/x, extra_headers: { X-Title: t }', 'needs api_key'],
  ['model: zai/x, api_base: "https://api.z.ai/api/paas/v4"', 'needs api_key or ZAI_API_KEY'],
  ['model: azure/x', '"azure/x" needs api_base or AZURE_API_BASE'],
  ['model: snowflake/x, api_key: key', 'SNOWFLAKE_API_BASE or SNOWFLAKE_ACCOUNT_ID'],
  [
    'model: bedrock/x',
    'needs aws_region_name or AWS_REGION_NAME or AWS_REGION or AWS_DEFAULT_REGION',
  ],
];

for (const [params, warning] of withoutPlace) {
  Load(`leaves out ${params}, with a warning`, () => {
    const { deployments, warnings } = loadParams([params]);
    assert.is(deployments.length, 0);
    assert.match(warnings.join('\n'), warning);
    assert.match(warnings.join('\n'), 'he deployment is left out');
  });
}

Load('needs no key at other addresses, nor where a header has one', () => {
  deploymentOf('model: anthropic/x, api_base: "http://127.0.0.1:4010"');
  deploymentOf('model: anthropic/x', { ANTHROPIC_BASE_URL: 'https://gateway' });
  deploymentOf('model: anthropic/x, extra_headers: { Authorization: Bearer x }');
  deploymentOf('model: hosted_vllm/x');
});

const meant: [name: string, hint: string][] = [
  ['claud-sonnet-4-5', 'did you mean "anthropic/claude-sonnet-4-5"? The deployment is left out'],
  ['gtp-4o', 'did you mean "openai/gpt-4o"?'],
  ['glm-4.6', 'did you mean "zai/glm-4.6"?'],
  ['my-model', 'unknown model "my-model", and no api_base: name its provider'],
];

for (const [name, hint] of meant) {
  Load(`guesses which model is meant by ${name}`, () => {
    const text = `model_list:\n  - { model_name: m, litellm_params: { model: ${name} } }`;
    const { warnings } = loadModels(parseYaml('models.yaml', text), withKey, new ShippedPrices());
    assert.match(warnings.join('\n'), hint);
  });
}

Load('resolves references to the environment', () => {
  const params = `model: os.environ/MODEL, api_base: "\${BASE}/v1", api_key: os.environ/KEY`;
  const env = { MODEL: 'openai/x', BASE: 'http://h', KEY: 'secret' };
  const { upstreamModel, baseUrl, apiKey } = deploymentOf(params, env);
  assert.equal([upstreamModel, baseUrl, apiKey], ['x', 'http://h/v1', 'secret']);
});

Load('leaves a deployment out whose variable is not set, and tells where', () => {
  const { deployments, warnings } = loadParams([
    'model: gpt-4, api_key: os.environ/NOWHERE',
    `model: gpt-4, api_base: "\${BASE}"`,
    'model: gpt-4',
  ]);
  assert.is(deployments.length, 1);
  assert.equal(warnings, [
    'models.yaml:3:46: environment variable NOWHERE is not set; the deployment is left out',
    'models.yaml:5:47: environment variable BASE is not set; the deployment is left out',
  ]);
});

Load("takes the vendor's key from the environment, for the vendor's address only", () => {
  const env = { OPENAI_API_KEY: 'sk-env' };
  assert.is(deploymentOf('model: gpt-4', env).apiKey, 'sk-env');
  assert.is(deploymentOf('model: gpt-4, api_key: own', env).apiKey, 'own');
  assert.is(deploymentOf('model: openai/x, api_base: "http://h"', env).apiKey, undefined);
});

Load('keeps secret what the provider calls so, and headers with credentials', () => {
  const azure = 'model: azure/x, api_base: "https://h", api_key: key1, azure_ad_token: token';
  const headers = 'extra_headers: { X-Title: title, X-Api-Key: key2, Authorization: other }';
  assert.equal(deploymentOf(`${azure}, ${headers}`).secrets, ['key1', 'token', 'key2', 'other']);
});

Load('takes no short word for a secret, which would garble all messages', () => {
  assert.equal(deploymentOf('model: gpt-4, api_key: any').secrets, []);
});

Load('weighs by rpm, but by weight where one is given', () => {
  const weights = (...params: string[]) =>
    loadParams(params).deployments.map(({ weight }) => weight);
  assert.equal(
    weights('model: gpt-4, rpm: 60', 'model: gpt-4', 'model: gpt-4, rpm: 6'),
    [60, 1, 6],
  );
  assert.equal(weights('model: gpt-4, rpm: 60', 'model: gpt-4, weight: 3'), [1, 3]);
});

Load('gives each deployment a name of its own', () => {
  const { deployments } = loadParams(['model: gpt-4', 'model: gpt-4', 'model: gpt-4']);
  assert.equal(
    deployments.map(({ id }) => id),
    ['m@openai', 'm@openai#2', 'm@openai#3'],
  );
  const named = load(`model_list:
  - { model_name: m, litellm_params: { model: gpt-4 }, model_info: { id: mine } }`);
  assert.is(named.deployments[0]?.id, 'mine');
});

Load('takes the timeout and the retries of all from the settings', () => {
  const settings = `router_settings: { timeout: 2, num_retries: 1 }
litellm_settings: { request_timeout: 9, num_retries: 7 }\n`;
  assert.is(deploymentOf('model: gpt-4', withKey, settings).timeoutMs, 2_000);
  assert.is(deploymentOf('model: gpt-4, timeout: 5', withKey, settings).timeoutMs, 5_000);
  assert.is(loadParams(['model: gpt-4'], withKey, settings).retries, 1);
  const litellm = 'litellm_settings: { request_timeout: 9, num_retries: 7 }\n';
  assert.is(deploymentOf('model: gpt-4', withKey, litellm).timeoutMs, 9_000);
  assert.is(loadParams(['model: gpt-4'], withKey, litellm).retries, 7);
  assert.is(loadParams(['model: gpt-4']).retries, undefined);
  assert.is(loadParams(['model: gpt-4'], {}, 'router_settings: { num_retries: 0 }').retries, 0);
});

Load('resolves references at any depth, those of headers and bodies too', () => {
  const params = `model: gpt-4, extra_headers: { x-tenant: os.environ/TENANT },
      extra_body: { tags: [{ of: "\${TENANT}" }] }, stop: ["<\${TENANT}>"], rpm: os.environ/RPM`;
  const { rules, requestsPerMinute } = deploymentOf(params, {
    ...withKey,
    TENANT: 't-1',
    RPM: '20_000',
  });
  assert.equal(rules.headers, { 'x-tenant': 't-1' });
  assert.equal(rules.body, { tags: [{ of: 't-1' }] });
  assert.equal(rules.defaults, { stop: ['<t-1>'] });
  assert.is(requestsPerMinute, 20_000);
});

Load('leaves a deployment out whose header asks for a variable that is not set', () => {
  const { deployments, warnings } = loadParams([
    'model: gpt-4, extra_headers: { x-tenant: os.environ/TENANT }',
  ]);
  assert.is(deployments.length, 0);
  assert.equal(warnings, [
    'models.yaml:3:64: environment variable TENANT is not set; the deployment is left out',
  ]);
});

Load('takes the variables that the file itself sets, before those of the environment', () => {
  const env = { SEEN: 'k-2', OWN: 'k-0', OPENAI_API_KEY: 'k-3' };
  const section = 'environment_variables: { OWN: os.environ/SEEN, OPENAI_API_KEY: k-4, GONE: }\n';
  assert.is(deploymentOf('model: gpt-4, api_key: os.environ/OWN', env, section).apiKey, 'k-2');
  assert.is(deploymentOf('model: gpt-4', env, section).apiKey, 'k-4');
  const { warnings } = loadParams(['model: gpt-4, api_key: os.environ/GONE'], env, section);
  assert.match(warnings.join('\n'), 'environment variable GONE is not set');
});

Load('resolves the settings of all, and goes without one whose variable is not set', () => {
  const settings = `router_settings: { timeout: os.environ/SECONDS, num_retries: os.environ/NONE }
litellm_settings: { num_retries: os.environ/RETRIES, cache_params: { host: os.environ/NONE } }\n`;
  const { retries, deployments, warnings } = loadParams(
    ['model: gpt-4'],
    { ...withKey, SECONDS: '2', RETRIES: '7' },
    settings,
  );
  assert.equal([retries, deployments[0]?.timeoutMs], [7, 2_000]);
  assert.equal(warnings, [
    'models.yaml:4:62: environment variable NONE is not set',
    'models.yaml:5:54: "cache_params" is ignored, it is not supported yet',
  ]);
});

Load('takes numbers and flags that are texts, as YAML 1.1 and the environment give them', () => {
  const params =
    'model: gpt-4, rpm: 20_000, timeout: "1_0.5", weight: "1e1", max_parallel_requests: "7"';
  const found = deploymentOf(`${params}, drop_params: yes`);
  assert.equal(
    [found.requestsPerMinute, found.timeoutMs, found.weight, found.maxConcurrent],
    [20_000, 10_500, 10, 7],
  );
  assert.is(found.rules.dropUnsupported, true);
  const general = 'litellm_settings: { drop_params: on, num_retries: "3" }\n';
  assert.is(deploymentOf('model: gpt-4', withKey, general).rules.dropUnsupported, true);
  const own = deploymentOf('model: gpt-4, drop_params: off', withKey, general);
  assert.is(own.rules.dropUnsupported, false);
  assert.is(loadParams(['model: gpt-4'], {}, general).retries, 3);
});

Load('takes null for absent', () => {
  const { deployments, warnings, retries } = load(`model_list:
  - model_name: m
    model_info:
    litellm_params: { model: gpt-4, api_key: , rpm: null, temperature: null }
router_settings:
litellm_settings: { num_retries: , timeout: }
`);
  assert.is(deployments.length, 1);
  assert.equal(deployments[0]?.rules.defaults, {});
  assert.equal([warnings, retries], [[], undefined]);
});

for (const entry of ['{ model_name: m }', '{ model_name: m, litellm_params: { api_key: x } }']) {
  Load(`leaves out ${entry}, which names no model`, () => {
    const { deployments, warnings, leftOut } = load(
      `model_list:\n  - ${entry}\n  - { model_name: n, litellm_params: { model: gpt-4 } }\n`,
    );
    assert.is(deployments.length, 1);
    assert.equal(warnings, [
      'models.yaml:2:5: litellm_params.model is missing; the deployment is left out',
    ]);
    assert.ok(leftOut.has('m'));
  });
}

Load('takes a limit that stands beside the parameters, unless they have one', () => {
  const { deployments } = load(`model_list:
  - { model_name: m, rpm: 6, litellm_params: { model: gpt-4 } }
  - { model_name: m, rpm: 6, litellm_params: { model: gpt-4, rpm: 9 } }
`);
  assert.equal(
    deployments.map(({ requestsPerMinute: rpm, weight }) => [rpm, weight]),
    [
      [6, 6],
      [9, 9],
    ],
  );
});

Load("knows the other names of LiteLLM's settings", () => {
  const { baseUrl, timeoutMs } = deploymentOf(
    'model: x, base_url: "http://h/v1", request_timeout: 3',
  );
  assert.equal([baseUrl, timeoutMs], ['http://h/v1', 3_000]);
  assert.is(
    deploymentOf('model: x, base_url: "http://h", api_base: "http://a"').baseUrl,
    'http://a',
  );
  const { warnings } = loadParams(['model: x, base_url: h']);
  assert.match(warnings.join('\n'), 'models.yaml:3:43: expected an address such as');
});

const priced = new PriceTable({
  'gpt-4': { litellm_provider: 'openai', ...perToken('0.0001', '0.0002'), max_output_tokens: 5 },
  'groq/org/x': { litellm_provider: 'groq', ...perToken('0.0001', '0.0002') },
  'azure/eu': { litellm_provider: 'azure', ...perToken('0.0003', '0.0004') },
});

function perToken(input: string, output: string) {
  return { input_cost_per_token: input, output_cost_per_token: output };
}

function loadPriced(params: string, info = '{}'): Models {
  const entry = `{ model_name: m, model_info: ${info}, litellm_params: { ${params} } }`;
  return loadModels(parseYaml('models.yaml', `model_list:\n  - ${entry}\n`), withKey, priced);
}

const prices: [params: string, info: string, input: string, output: string][] = [
  ['model: gpt-4', '{}', '0.0001', '0.0002'],
  ['model: gpt-4, input_cost_per_token: "1e-4"', '{}', '0.0001', '0'],
  [
    'model: gpt-4',
    '{ input_cost_per_token: 2e-6, output_cost_per_token: 3e-6 }',
    '0.000002',
    '0.000003',
  ],
  ['model: gpt-4, input_cost_per_token: 4e-6', '{ input_cost_per_token: 2 }', '0.000004', '0'],
  ['model: gpt-4', '{ input_cost_per_token: }', '0.0001', '0.0002'],
  ['model: azure/x, api_base: "http://h"', '{ base_model: gpt-4 }', '0.0001', '0.0002'],
  ['model: azure/x, api_base: "http://h"', '{ base_model: eu }', '0.0003', '0.0004'],
  ['model: azure/x, api_base: "http://h"', '{ base_model: azure/eu }', '0.0003', '0.0004'],
  ['model: azure/x, api_base: "http://h"', '{ base_model: groq/org/x }', '0.0001', '0.0002'],
  ['model: x, api_base: "http://h"', '{ base_model: openai/gpt-4 }', '0.0001', '0.0002'],
];

for (const [params, info, input, output] of prices) {
  Load(`prices ${params} with ${info}`, () => {
    const { deployments, warnings } = loadPriced(params, info);
    assert.equal(deployments[0]?.prices, pricesOf(input, output));
    assert.equal(warnings, []);
  });
}

Load('knows no price of a base model that is not listed', () => {
  const { deployments } = loadPriced('model: gpt-4', '{ base_model: a/b }');
  assert.equal([deployments[0]?.prices, deployments[0]?.maxOutputTokens], [undefined, undefined]);
  assert.is(loadPriced('model: gpt-4').deployments[0]?.maxOutputTokens, 5);
});

const ownPrices: [params: string, info: string, warning: string][] = [
  [
    'model: gpt-4, output_cost_per_token: 1e-6',
    '{}',
    'models.yaml:2:93: its own prices are not used without input_cost_per_token',
  ],
  ['model: gpt-4', '{ input_cost_per_second: 1 }', 'models.yaml:2:89: its own prices are not'],
];

for (const [params, info, warning] of ownPrices) {
  Load(`goes by the table for ${params} with ${info}, and tells so`, () => {
    const { deployments, warnings } = loadPriced(params, info);
    assert.equal(deployments[0]?.prices, pricesOf('0.0001', '0.0002'));
    assert.is(warnings.length, 1);
    assert.match(warnings[0] ?? '', warning);
  });
}

Load('knows no price of its own that is beyond belief, and tells so', () => {
  const { deployments, warnings } = loadPriced('model: gpt-4, input_cost_per_token: 1');
  assert.is(deployments[0]?.prices, undefined);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', 'models.yaml:2:92: the price is not used: input_cost_per_token');
});

const threeModels = `model_list:
  - { model_name: a, litellm_params: { model: gpt-4 } }
  - { model_name: b, litellm_params: { model: gpt-4 } }
  - { model_name: c, litellm_params: { model: gpt-4 } }
`;

for (const section of ['router_settings', 'litellm_settings']) {
  Load(`takes the fallbacks of each model from ${section}`, () => {
    const { fallbacksOf, warnings } = load(
      `${threeModels}${section}:\n  fallbacks: [{ a: [b, c] }, { b: [c] }]\n`,
    );
    assert.equal(['a', 'b', 'c'].map(fallbacksOf), [['b', 'c'], ['c'], []]);
    assert.equal(warnings, []);
  });
}

Load('takes a plain list for the fallbacks of every model, with a warning', () => {
  const { fallbacksOf, warnings } = load(`${threeModels}router_settings:\n  fallbacks: [b, c]\n`);
  assert.equal(['a', 'b', 'c'].map(fallbacksOf), [['b', 'c'], ['c'], ['b']]);
  assert.is(warnings.length, 1);
  assert.match(warnings[0] ?? '', 'models.yaml:6:14: a plain list is taken as');
});

Load('skips a fallback of a plain list too, and takes one whole list of them', () => {
  const { fallbacksOf, warnings } = load(
    `${threeModels}router_settings: { fallbacks: [x, c] }\nlitellm_settings: { fallbacks: [{ a: [b] }] }\n`,
  );
  assert.equal(fallbacksOf('a'), ['c']);
  assert.match(warnings.join('\n'), 'models.yaml:5:32: the fallback "x" has no deployment');
});

Load('takes a plain list of one too', () => {
  const { fallbacksOf, warnings } = load(`${threeModels}router_settings: { fallbacks: [b] }\n`);
  assert.equal(fallbacksOf('a'), ['b']);
  assert.match(warnings.join('\n'), 'write [{ MODEL: [b] }] to name one');
});

Load('tells of a key that appears again', () => {
  const text = `${threeModels}litellm_settings: { num_retries: 1, num_retries: 2 }\n`;
  const yaml = parseLenientYaml('models.yaml', text);
  const { retries, warnings } = loadModels(yaml, withKey, noPrices);
  assert.is(retries, 2);
  assert.equal(warnings, [
    'models.yaml:5:37: the key num_retries appears twice, the last value holds',
  ]);
});

Load('tells its warnings in the order of the file', () => {
  const { warnings } = load(
    `{ litellm_settings: { cache: 1 }, model_list: [{ model_name: m, tags: [], litellm_params: { model: gpt-4 } }], router_settings: { redis_host: h },
  odd: 1 }`,
  );
  const keys = warnings.map((line) => /"(\w+)"/.exec(line)?.[1]);
  assert.equal(keys, ['cache', 'tags', 'redis_host', 'odd']);
});

Load('skips a fallback that has no deployment, with a warning', () => {
  const { fallbacksOf, warnings } = load(
    `${threeModels}router_settings:\n  fallbacks:\n    - a: [x, b]\n`,
  );
  assert.equal(fallbacksOf('a'), ['b']);
  assert.equal(warnings, ['models.yaml:7:10: the fallback "x" has no deployment and is skipped']);
});

Load('warns of keys that it ignores, each at its place', () => {
  const { deployments, warnings } = load(`model_list:
  - model_name: m
    tags: [a]
    litellm_params:
      model: gpt-4
      tpm: 5
router_settings:
  routing_strategy: least-busy
litellm_settings:
  cache: true
general_settings: { master_key: x }
environment_variables: {}
simulator: {}
unknown_section: 1
`);
  assert.is(deployments.length, 1);
  assert.equal(warnings.map((line) => line.replace(/ is ignored.*/, '')).sort(), [
    'models.yaml:10:3: "cache"',
    'models.yaml:14:1: "unknown_section"',
    'models.yaml:3:5: "tags"',
    'models.yaml:6:7: "tpm"',
    'models.yaml:8:3: "routing_strategy"',
  ]);
});

for (const name of ['stop', 'user', 'provider', 'models', 'top_n', 'request_id', 'top_k']) {
  Load(`takes ${name} for a parameter of every request`, () => {
    const { deployments, warnings } = loadParams([`model: openrouter/x, api_key: key, ${name}: 1`]);
    assert.equal(warnings, []);
    assert.equal(deployments[0]?.rules.defaults, { [name]: 1 });
  });
}

const ignored: [params: string, reason: string][] = [
  ['model: gpt-4, api_kye: x', '"api_kye" is ignored, did you mean "api_key"?'],
  ['model: gpt-4, max_parallel: 1', 'did you mean "max_parallel_requests"?'],
  ['model: gpt-4, client_secret: x', '"client_secret" is ignored, it is not supported yet'],
  [
    'model: gpt-4, output_cost_per_token: 1e-6',
    'own prices are not used without input_cost_per_token',
  ],
];

for (const [params, reason] of ignored) {
  Load(`ignores part of ${params}, with a warning`, () => {
    const { deployments, warnings } = loadParams([params]);
    assert.match(warnings.join('\n'), reason);
    assert.equal(deployments[0]?.rules.defaults, {});
  });
}

Load('tells which models have no deployment left', () => {
  const { leftOut } = load(`model_list:
  - { model_name: a, litellm_params: { model: gpt-4 } }
  - { model_name: a, litellm_params: { model: asure/x } }
  - { model_name: b, litellm_params: { model: asure/x } }
`);
  assert.equal([...leftOut.keys()], ['b']);
  assert.match(
    leftOut.get('b') ?? '',
    'models.yaml:4:47: unknown provider "asure", did you mean "azure"?',
  );
});

const broken: [text: string, problem: string][] = [
  ['{}', 'model_list is missing'],
  [
    'model_list:\n  - { model_name: m, litellm_params: { model: x, drop_params: 5 } }\n',
    'drop_params: expected true or false, got 5',
  ],
  ['model_list: []', 'models.yaml:1:13: model_list'],
  ['model_list: [x]', 'models.yaml:1:14: model_list[0].model_name is missing'],
  ['model_list:\n  - litellm_params: { model: x }\n', 'model_list[0].model_name is missing'],
  [
    'model_list:\n  - { model_name: m, litellm_params: { model: x } }\nrouter_settings: []\n',
    'models.yaml:3:18: router_settings: expected a mapping',
  ],
  [
    'model_list:\n  - { model_name: m, litellm_params: { model: x, rpm: 0 } }\n',
    'models.yaml:2:55: model_list[0].litellm_params.rpm: expected a whole number of at least 1',
  ],
  [
    'model_list:\n  - { model_name: m, litellm_params: { model: x, timeout: soon } }\n',
    'expected a number above 0, got "soon"',
  ],
];

for (const [text, problem] of broken) {
  Load(`refuses ${JSON.stringify(text)}`, () => {
    assert.match(problemsOf(text), problem);
  });
}

Load('tells every problem of a file in its order', () => {
  const problems = problemsOf(`model_list:
  - { model_name: m, litellm_params: { model: x, rpm: 0 } }
  - { model_name: m, litellm_params: { model: x, weight: none } }
litellm_settings: { num_retries: -1 }
`);
  assert.equal(
    problems.split('\n').map((line) => line.split(' ')[0]),
    ['models.yaml:2:55:', 'models.yaml:3:58:', 'models.yaml:4:34:'],
  );
  const entry = '{ model_name: m, litellm_params: { model: x, rpm: 0 } }';
  const oneLine = problemsOf(`{ model_list: [${entry}], router_settings: { timeout: 0 } }`);
  assert.match(oneLine, /^models.yaml:1:\d+: model_list.*\nmodels.yaml:1:\d+: router/);
});

Load('reads the model list of a pipeline file, and nothing else of it', () => {
  const yaml = parseYaml(
    'pipeline.yaml',
    'stages: []\nmodel_list:\n  - { model_name: m, litellm_params: { model: gpt-4, tpm: 1 } }\nodd: 1\n',
  );
  const { deployments, warnings } = loadInlineModels(yaml, withKey, noPrices);
  assert.is(deployments[0]?.model, 'm');
  assert.equal(
    warnings.map((line) => line.replace(/ is ignored.*/, '')),
    ['pipeline.yaml:3:54: "tpm"'],
  );
});

/** Why each deployment of the real configurations is left out that has all its variables. */
const unusable = [
  'unknown provider "sagemaker"',
  'unknown provider "predibase"',
  'unknown provider "runwayml"',
  // Neither is in LiteLLM's lists any more.
  'unknown provider "mistralai"',
  'unknown model "textembedding-gecko-multilingual@001"',
  'litellm_params.model is missing',
];

Load(
  'uses each deployment of the real configurations, but for providers that are not known',
  async () => {
    if (!needs('LiteLLM configurations', existsSync(configs))) return;
    const prices = loadShippedPrices();
    let loaded = 0;
    for (const name of globSync('**/*.{yaml,yml}', { cwd: configs })) {
      const yaml = await readModels(join(configs, name));
      if (!yaml) continue;
      const { warnings } = loadModels(yaml, variablesIn(JSON.stringify(yaml.value)), prices);
      loaded += 1;
      for (const warning of warnings.filter((line) => line.includes('left out'))) {
        assert.ok(
          unusable.some((reason) => warning.includes(reason)),
          warning,
        );
      }
      assert.not.match(warnings.join('\n'), /is ignored, did you mean/);
    }
    assert.is(loaded, 61);
  },
);

/** Undefined for the few that have no models but include other files. */
async function readModels(file: string): Promise<YamlFile | undefined> {
  const yaml = await readLenientYaml(file);
  return isJsonObject(yaml.value) && 'model_list' in yaml.value ? yaml : undefined;
}

/** Keys of all vendors, and values for all variables that a text refers to. */
const variablesIn = (text: string): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  ...Object.fromEntries(
    Object.values(vendors).flatMap(({ keyVariables }) => keyVariables.map((name) => [name, 'key'])),
  ),
  ...Object.fromEntries(
    [...text.matchAll(/os\.environ\/(\w+)/g)].map(([, name = '']) => [
      name,
      /BASE|ENDPOINT|URL/.test(name) ? 'https://host/v1' : 'value',
    ]),
  ),
});

Load.run();
