import type { JsonObject } from '../../../lib/json.ts';
import type { ProviderOperation, Target } from '../../../lib/providers/provider.ts';
import { deployment } from '../../support/calls.ts';
import { hearAnthropic } from './hear-anthropic.ts';
import { hearBedrock } from './hear-bedrock.ts';
import { hearCohere } from './hear-cohere.ts';
import { hearGemini } from './hear-gemini.ts';
import { hearOllama } from './hear-ollama.ts';
import { hearOpenAi } from './hear-openai.ts';
import type { Heard, Listener } from './heard.ts';

/** By the name of a case: the parameters that cannot be had, in the order in which they are named. */
type Refusals = Readonly<Record<string, readonly string[]>>;

/** By the path of a member of requests: why nothing is lost when it is not written. */
type Reasons = Readonly<Record<string, string>>;

/** What is expected of one adapter, or of one family of models that it serves. */
export interface Adapter {
  /** By its name in `vendors`. */
  vendor: string;
  target: Target;
  offers: readonly ProviderOperation[];
  hear: Listener;
  refuses: Refusals;
  /** The cases whose messages hold what cannot be told. */
  cannotTell?: readonly string[];
  /** By the name of a case: the parameters that are said in another way, null where by leaving them out. */
  saysOtherwise?: Readonly<Record<string, Heard>>;
  leavesOut?: Reasons;
}

/** What only OpenAI has, or nobody. */
const foreign: Refusals = {
  'a tool that is no function': ['tools'],
  'such a tool that must be called': ['tools', 'tool_choice'],
  'functions of old': ['functions', 'function_call'],
  'a format that is not known': ['response_format'],
  'an effort that nobody knows': ['reasoning_effort'],
  logit_bias: ['logit_bias'],
  prediction: ['prediction'],
  moderation: ['moderation'],
  prompt_cache: ['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention'],
  speech: ['modalities', 'audio'],
  store: ['store'],
  verbosity: ['verbosity'],
  web_search_options: ['web_search_options'],
};
/** Who asks, and what for. */
const whose: Refusals = {
  metadata: ['metadata'],
  safety_identifier: ['safety_identifier'],
  user: ['user'],
};
const tiers: Refusals = {
  'service_tier default': ['service_tier'],
  'service_tier flex': ['service_tier'],
};
const oneByOne: Refusals = { 'calls one by one': ['parallel_tool_calls'] };
const severalAnswers: Refusals = { 'n of 2': ['n'] };
const logprobs: Refusals = {
  logprobs: ['logprobs'],
  top_logprobs: ['logprobs', 'top_logprobs'],
};
/** What Anthropic and Converse have no word for. */
const sampling: Refusals = {
  ...severalAnswers,
  ...logprobs,
  penalties: ['frequency_penalty', 'presence_penalty'],
  seed: ['seed'],
};
const freeJson: Refusals = { json_object: ['response_format'] };

const constant = 'it has one value';
const oneLimit: Reasons = { max_tokens: 'max_completion_tokens, which replaced it, is told' };
const everywhere: Reasons = {
  ...oneLimit,
  'messages[].tool_calls[].type': constant,
  'messages[].name': 'a text has no name beside its role',
  'response_format.json_schema.strict': 'a schema is always followed',
};
const choiceOfFunction: Reasons = { 'tool_choice.type': constant };
const noDetail: Reasons = {
  'messages[].content[].image_url.detail': 'images are looked at in one way',
};
const noNameOfSchema: Reasons = { 'response_format.json_schema.name': 'a schema has no name' };
const cachesByItself: Reasons = {
  'messages[].content[].cache_control': 'prompts are cached without being asked',
  'messages[].content[].cache_control.type': 'likewise',
  'messages[].content[].cache_control.ttl': 'likewise',
};

const anthropic: Omit<Adapter, 'vendor' | 'target'> = {
  offers: ['chat'],
  hear: hearAnthropic,
  refuses: {
    ...foreign,
    ...sampling,
    ...freeJson,
    metadata: ['metadata'],
    'service_tier flex': ['service_tier'],
  },
  cannotTell: ['audio'],
  saysOtherwise: { safety_identifier: { safety_identifier: null, user: 'user-8' } },
  leavesOut: { ...everywhere, ...choiceOfFunction, ...noDetail, ...noNameOfSchema },
};

const gemini: Omit<Adapter, 'vendor' | 'target'> = {
  offers: ['chat', 'embed'],
  hear: hearGemini,
  refuses: { ...foreign, ...whose, ...tiers, ...oneByOne },
  leavesOut: {
    ...everywhere,
    ...choiceOfFunction,
    ...noDetail,
    ...noNameOfSchema,
    ...cachesByItself,
    'messages[].content[].file.filename': 'a file has no name',
    'tools[].function.strict': 'a schema is followed as well as can be',
  },
};

const bedrock: Omit<Adapter, 'vendor' | 'target'> = {
  offers: ['chat', 'embed'],
  hear: hearBedrock,
  refuses: {
    ...foreign,
    ...sampling,
    ...freeJson,
    ...oneByOne,
    'tool_choice none': ['tool_choice'],
    safety_identifier: ['safety_identifier'],
    user: ['user'],
  },
  cannotTell: ['an image by its address'],
  leavesOut: { ...everywhere, ...choiceOfFunction, ...noDetail },
};

/** Older models of Anthropic's think within a budget, and only where there is one. */
const thinksIfAsked = { 'reasoning_effort none': { reasoning_effort: null } };

const claude = (more: Partial<Target>): Target =>
  deployment({ upstreamModel: 'claude-sonnet-4-5', maxOutputTokens: 777, ...more });

const openai: Omit<Adapter, 'vendor' | 'target'> = {
  offers: ['chat', 'complete', 'embed'],
  hear: hearOpenAi,
  refuses: {},
};

/** Every wire format, and of the vendors that speak OpenAI's some with quirks. */
export const adapters: Readonly<Record<string, Adapter>> = {
  openai: { ...openai, vendor: 'openai', target: deployment() },
  'any compatible server': {
    ...openai,
    vendor: 'openai_compatible',
    target: deployment(),
    offers: [...openai.offers, 'rerank'],
  },
  azure: {
    ...openai,
    vendor: 'azure',
    target: deployment({ baseUrl: 'https://r.openai.azure.com' }),
  },
  deepseek: {
    ...openai,
    vendor: 'deepseek',
    target: deployment(),
    offers: ['chat', 'complete'],
    leavesOut: { ...oneLimit, ...cachesByItself },
  },
  groq: {
    ...openai,
    vendor: 'groq',
    target: deployment(),
    refuses: { ...logprobs, logit_bias: ['logit_bias'] },
  },
  mistral: {
    ...openai,
    vendor: 'mistral',
    target: deployment(),
    offers: ['chat', 'embed'],
    hear: hearMistral,
    leavesOut: oneLimit,
    refuses: {
      ...logprobs,
      'functions of old': ['function_call', 'functions'],
      logit_bias: ['logit_bias'],
      user: ['user'],
    },
  },
  'anthropic, up to 4.5': {
    ...anthropic,
    vendor: 'anthropic',
    target: claude({}),
    saysOtherwise: { ...anthropic.saysOtherwise, ...thinksIfAsked },
  },
  'anthropic, from 4.6 on': {
    ...anthropic,
    vendor: 'anthropic',
    target: claude({ upstreamModel: 'claude-opus-4-8' }),
  },
  'gemini 2.5': {
    ...gemini,
    vendor: 'gemini',
    target: deployment({ upstreamModel: 'gemini-2.5-flash' }),
  },
  'gemini 3': {
    ...gemini,
    vendor: 'gemini',
    target: deployment({ upstreamModel: 'gemini-3-flash' }),
    refuses: { ...gemini.refuses, 'reasoning_effort none': ['reasoning_effort'] },
  },
  'vertex_ai, Gemini': {
    ...gemini,
    vendor: 'vertex_ai',
    target: deployment({ upstreamModel: 'gemini-2.5-flash' }),
  },
  'vertex_ai, Claude': {
    ...anthropic,
    vendor: 'vertex_ai',
    target: claude({ upstreamModel: 'claude-sonnet-4-5@20250929' }),
    offers: ['chat', 'embed'],
    saysOtherwise: { ...anthropic.saysOtherwise, ...thinksIfAsked },
  },
  'bedrock, Claude': {
    ...bedrock,
    vendor: 'bedrock',
    target: deployment({ upstreamModel: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' }),
    saysOtherwise: thinksIfAsked,
  },
  'bedrock, Nova': {
    ...bedrock,
    vendor: 'bedrock',
    target: deployment({ upstreamModel: 'us.amazon.nova-lite-v1:0' }),
    refuses: {
      ...bedrock.refuses,
      'reasoning_effort high': ['reasoning_effort'],
      'reasoning_effort none': ['reasoning_effort'],
    },
  },
  'bedrock, OpenAI': {
    ...bedrock,
    vendor: 'bedrock',
    target: deployment({ upstreamModel: 'openai.gpt-oss-120b-1:0' }),
    refuses: {
      ...severalAnswers,
      ...freeJson,
      'tool_choice none': ['tool_choice'],
      'a tool that is no function': ['tools'],
      'such a tool that must be called': ['tools', 'tool_choice'],
      'a format that is not known': ['response_format'],
    },
  },
  cohere: {
    vendor: 'cohere',
    target: deployment(),
    offers: ['chat', 'embed', 'rerank'],
    hear: hearCohere,
    refuses: {
      ...foreign,
      ...whose,
      ...tiers,
      ...oneByOne,
      ...severalAnswers,
      'tool_choice of a function': ['tool_choice'],
      top_logprobs: ['top_logprobs'],
    },
    cannotTell: ['audio', 'a file'],
    leavesOut: { ...everywhere, ...noNameOfSchema, ...cachesByItself },
  },
  ollama: {
    vendor: 'ollama',
    target: deployment(),
    offers: ['chat', 'complete', 'embed'],
    hear: hearOllama,
    refuses: {
      ...foreign,
      ...whose,
      ...tiers,
      ...oneByOne,
      ...severalAnswers,
      'tool_choice required': ['tool_choice'],
      'tool_choice of a function': ['tool_choice'],
    },
    cannotTell: ['an image by its address', 'audio', 'a file'],
    saysOtherwise: { 'tool_choice none': { tools: null, tool_choice: null } },
    leavesOut: { ...everywhere, ...noDetail, ...noNameOfSchema, ...cachesByItself },
  },
};

function hearMistral({
  random_seed: seed = null,
  tool_choice: choice = null,
  ...body
}: JsonObject) {
  return hearOpenAi({ ...body, seed, tool_choice: choice === 'any' ? 'required' : choice });
}
