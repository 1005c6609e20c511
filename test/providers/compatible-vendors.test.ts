import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chineseVendors } from '../../lib/providers/chinese-vendors.ts';
import { compatibleVendors } from '../../lib/providers/compatible-vendors.ts';
import { inferenceClouds } from '../../lib/providers/inference-clouds.ts';
import { localServers } from '../../lib/providers/local-servers.ts';
import { modelGateways } from '../../lib/providers/model-gateways.ts';
import { modelMakers } from '../../lib/providers/model-makers.ts';
import { addressesOf } from '../../lib/providers/vendor-address.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingsOf } from '../support/recordings.ts';

const table = suite('table of compatible vendors');

const rows = Object.entries(compatibleVendors);

/** Those of OpenAI's chat, of its embeddings, and of Cohere's reranking. */
const parameters = new Set([
  ...['frequency_penalty', 'function_call', 'functions', 'logit_bias', 'logprobs', 'max_tokens'],
  ...['max_completion_tokens', 'metadata', 'modalities', 'n', 'parallel_tool_calls', 'prediction'],
  ...['presence_penalty', 'reasoning_effort', 'response_format', 'seed', 'service_tier', 'stop'],
  ...['store', 'stream', 'temperature', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'user'],
  ...['dimensions', 'encoding_format'],
  ...['top_n', 'return_documents'],
]);

const apis = ['chat.completions', 'cohere.v1.chat', 'completions', 'embeddings', 'rerank'];

table('has more than a hundred vendors, each in one place', () => {
  const parts = [chineseVendors, inferenceClouds, localServers, modelGateways, modelMakers];
  const prefixes = parts.flatMap((part) => Object.keys(part));
  assert.ok(prefixes.length > 100, String(prefixes.length));
  assert.equal(prefixes.sort(), Object.keys(compatibleVendors).sort());
});

table('is in alphabetical order', () => {
  for (const part of [chineseVendors, inferenceClouds, localServers, modelGateways, modelMakers]) {
    assert.equal(Object.keys(part), Object.keys(part).sort());
  }
});

table('knows the vendors of China and the local servers', () => {
  for (const name of ['baichuan', 'dashscope', 'deepseek', 'hunyuan', 'minimax', 'moonshot']) {
    assert.ok(chineseVendors[name]?.baseUrl, name);
  }
  for (const name of ['qianfan', 'siliconflow', 'stepfun', 'tencent', 'volcengine', 'yi', 'zai']) {
    assert.ok(chineseVendors[name]?.baseUrl, name);
  }
  for (const name of [
    'hosted_vllm',
    'llama_cpp',
    'llamafile',
    'lm_studio',
    'sglang',
    'xinference',
  ]) {
    assert.match(localServers[name]?.baseUrl ?? '', /^http:/, name);
  }
});

table('has addresses over TLS or of this machine, without a slash at the end', () => {
  for (const [name, vendor] of rows) {
    for (const address of addressesOf(vendor)) {
      assert.match(address, /^https:|^http:\/\/(localhost|127\.0\.0\.1):/, name);
      const filled = address.replaceAll(/\{[A-Z_]+\}/g, 'word');
      const { origin, pathname } = new URL(filled);
      assert.is(pathname === '/' ? origin : `${origin}${pathname}`, filled, name);
      assert.is.not(address.at(-1), '/', name);
    }
  }
});

table('has paths that follow an address', () => {
  for (const [name, { paths = {} }] of rows) {
    for (const path of Object.values(paths)) assert.match(path ?? '/null', /^\/[\w/?=-]+$/, name);
  }
});

table('names variables as a shell does', () => {
  for (const [name, { baseVariables = [], keyVariables }] of rows) {
    for (const variable of [...baseVariables, ...keyVariables]) {
      assert.match(variable, /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/, name);
    }
  }
});

table('names a key for every vendor on the Internet', () => {
  for (const [name, { baseUrl, keyVariables }] of rows) {
    if (baseUrl?.startsWith('https:')) assert.ok(keyVariables.length > 0, name);
  }
});

table('renames and refuses parameters that exist, and not the same ones', () => {
  for (const [name, { renames = {}, unsupported = [] }] of rows) {
    for (const parameter of [...Object.keys(renames), ...unsupported]) {
      assert.ok(parameters.has(parameter), `${name}: ${parameter}`);
    }
    for (const parameter of unsupported) assert.not(parameter in renames, `${name}: ${parameter}`);
  }
});

table('tells where each row is known from', () => {
  for (const [name, { source }] of rows) {
    if ('declared' in source) assert.ok(URL.canParse(source.declared), name);
    else assert.match(source.recorded, /^[\da-f]{12}$/, name);
  }
});

for (const [name, vendor] of rows) {
  const { source } = vendor;
  if (!('recorded' in source)) continue;
  table(`has the address that was recorded of ${name}`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const recording = apis.flatMap(recordingsOf).find(({ id }) => id === source.recorded);
    assert.ok(recording, source.recorded);
    const isIn = (address: string) => isWithin(recording.url, address);
    assert.ok(addressesOf(vendor).some(isIn), recording.url);
  });
}

const isWithin = (url: string, address: string): boolean =>
  new RegExp(`^${address.replaceAll(/[.?]/g, '\\$&').replaceAll(/\{\w+\}/g, '[\\w-]+')}/`).test(
    url,
  );

table.run();
