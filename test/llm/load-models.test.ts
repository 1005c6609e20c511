import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseYaml, readYaml } from '../../lib/config/yaml-file.ts';
import { ConfigError } from '../../lib/errors.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import { loadInlineModels, loadModels, type Models } from '../../lib/llm/load-models.ts';
import { PriceTable } from '../../lib/prices/price-table.ts';
import { ShippedPrices } from '../../lib/prices/shipped-prices.ts';
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
  ['model_list: []', 'models.yaml:1:13: model_list'],
  ['model_list:\n  - model_name: m\n', 'models.yaml:2:5: model_list[0].litellm_params is missing'],
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

Load('loads or refuses each real configuration, and never breaks', async () => {
  if (!needs('LiteLLM configurations', existsSync(configs))) return;
  let loaded = 0;
  let refused = 0;
  for (const name of globSync('**/*.{yaml,yml}', { cwd: configs })) {
    try {
      loadModels(await readYaml(join(configs, name)), {}, noPrices);
      loaded += 1;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw new Error(name, { cause: error });
      assert.ok(error.problems.length > 0);
      refused += 1;
    }
  }
  assert.ok(loaded > 30 && refused > 0, `${loaded} loaded, ${refused} refused`);
});

Load.run();
