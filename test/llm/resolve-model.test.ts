import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Given, type Naming, resolveModel } from '../../lib/llm/resolve-model.ts';

const Resolve = suite('resolve model');

const makers: Readonly<Record<string, string>> = {
  'gpt-4': 'openai',
  'claude-x': 'anthropic',
  'gemini-pro': 'vertex_ai',
  'text-bison': 'vertex_ai',
  'command-r': 'cohere',
  'mistral-large': 'mistral',
  'granite-x': 'watsonx',
};

const naming: Naming = {
  vendors: new Set([
    'anthropic',
    'azure',
    'cohere',
    'cohere_chat',
    'gemini',
    'groq',
    'mistral',
    'openai',
    'vertex_ai',
  ]),
  vendorOfAddress: (address) => (address.includes('groq') ? 'groq' : undefined),
  vendorOfModel: (model) => makers[model],
  models: () => ['anthropic/claude-x', 'azure/claude-x', 'groq/llama-3.3-70b'],
  prefersAiStudio: false,
};

function resolve(
  name: string,
  given: Partial<Given> = {},
  more: Partial<Naming> = {},
): [vendor: string, model: string] | string {
  const found = resolveModel(
    name,
    { address: undefined, vendor: undefined, ...given },
    { ...naming, ...more },
  );
  return 'problem' in found ? found.problem : [found.vendor, found.upstreamModel];
}

const address = 'http://host/v1';

const places: [name: string, given: Partial<Given>, vendor: string, model: string][] = [
  // Azure's models that are not OpenAI's.
  ['azure/mistral-large', {}, 'openai_compatible', 'mistral-large'],
  ['azure/command-r', { address }, 'openai_compatible', 'command-r'],
  ['azure/my-gpt', {}, 'azure', 'my-gpt'],
  ['azure/gpt-4', { address }, 'azure', 'gpt-4'],
  // The vendor that is given.
  ['x', { vendor: 'groq' }, 'groq', 'x'],
  ['groq/x', { vendor: 'groq' }, 'groq', 'x'],
  ['groq/groq/x', { vendor: 'groq' }, 'groq', 'groq/x'],
  ['openai/x', { vendor: 'groq' }, 'groq', 'openai/x'],
  ['claude-x', { vendor: 'openai' }, 'openai', 'claude-x'],
  ['azure/command-r', { vendor: 'azure' }, 'azure', 'command-r'],
  ['x', { vendor: 'openai', address }, 'openai_compatible', 'x'],
  ['x', { vendor: 'text-completion-openai' }, 'openai', 'x'],
  ['text-completion-openai/x', { vendor: 'text-completion-openai' }, 'openai', 'x'],
  // A prefix, of which only the first segment goes.
  ['anthropic/claude-x', {}, 'anthropic', 'claude-x'],
  ['groq/openai/gpt-oss', {}, 'groq', 'openai/gpt-oss'],
  ['openai/', {}, 'openai', ''],
  ['groq/x', { address }, 'groq', 'x'],
  ['cohere_chat/command-r', {}, 'cohere_chat', 'command-r'],
  ['text-completion-openai/x', {}, 'openai', 'x'],
  ['vertex_ai_beta/x', {}, 'vertex_ai', 'x'],
  // OpenAI's format elsewhere gets none of its keys.
  ['openai/x', { address }, 'openai_compatible', 'x'],
  ['text-completion-openai/x', { address }, 'openai_compatible', 'x'],
  ['openai/x', { address: 'https://api.openai.com/v1/' }, 'openai', 'x'],
  ['openai/x', { address: 'https://api.openai.com.evil.example' }, 'openai_compatible', 'x'],
  ['openai/x', { address: 'no address' }, 'openai_compatible', 'x'],
  // A known address.
  ['x', { address: 'https://api.groq.com/v1' }, 'groq', 'x'],
  ['org/x', { address: 'https://api.groq.com/v1' }, 'groq', 'org/x'],
  ['claude-x', { address: 'https://api.groq.com/v1' }, 'groq', 'claude-x'],
  // A known bare name.
  ['gpt-4', {}, 'openai', 'gpt-4'],
  ['claude-x', {}, 'anthropic', 'claude-x'],
  ['gemini-pro', {}, 'vertex_ai', 'gemini-pro'],
  ['claude-x', { address }, 'anthropic', 'claude-x'],
  ['gpt-4', { address }, 'openai_compatible', 'gpt-4'],
  // Any model.
  ['*', {}, 'openai', '*'],
  ['*', { address }, 'openai_compatible', '*'],
  // What else has an address.
  ['glm-4-flash', { address }, 'openai_compatible', 'glm-4-flash'],
  ['org/x', { address }, 'openai_compatible', 'org/x'],
  ['granite-x', { address }, 'openai_compatible', 'granite-x'],
];

for (const [name, given, vendor, model] of places) {
  Resolve(`finds ${name} with ${JSON.stringify(given)} at ${vendor}`, () => {
    assert.equal(resolve(name, given), [vendor, model]);
  });
}

for (const name of [
  'gpt-9-new',
  'chatgpt-x',
  'o9-mini',
  'ft:gpt-4o-mini:org::id',
  'davinci-002',
  'babbage-002',
  'text-embedding-9',
  'dall-e-3',
  'whisper-1',
  'tts-1',
]) {
  Resolve(`takes ${name} for one of OpenAI's, whatever the price table has`, () => {
    assert.equal(resolve(name), ['openai', name]);
  });
}

Resolve("takes Google's bare names for AI Studio's where only its key is there", () => {
  assert.equal(resolve('gemini-pro', {}, { prefersAiStudio: true }), ['gemini', 'gemini-pro']);
  assert.equal(resolve('text-bison', {}, { prefersAiStudio: true }), ['vertex_ai', 'text-bison']);
  assert.equal(resolve('claude-x', {}, { prefersAiStudio: true }), ['anthropic', 'claude-x']);
});

const problems: [name: string, given: Partial<Given>, problem: string][] = [
  ['antropic/x', {}, 'unknown provider "antropic", did you mean "anthropic"?'],
  ['nobody/x', {}, 'unknown provider "nobody", and no api_base'],
  ['gpt-4', { vendor: 'opena', address }, 'unknown provider "opena", did you mean "openai"?'],
  ['claud-x', {}, 'unknown model "claud-x", and no api_base: did you mean "anthropic/claude-x"?'],
  [
    'lama-3.3-70b',
    {},
    'unknown model "lama-3.3-70b", and no api_base: did you mean "groq/llama-3.3-70b"?',
  ],
  [
    'mystery',
    {},
    'unknown model "mystery", and no api_base: name its provider, as in "openai/gpt-4"',
  ],
  ['granite-x', {}, 'unknown model "granite-x", and no api_base: name its provider'],
];

for (const [name, given, problem] of problems) {
  Resolve(`does not find ${name} with ${JSON.stringify(given)}`, () => {
    const found = resolve(name, given);
    assert.ok(typeof found === 'string' && found.startsWith(problem), String(found));
  });
}

Resolve.run();
