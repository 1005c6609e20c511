import { type CompatibleVendor, litellm, olderTokenLimit } from './compatible-vendor.ts';

/** An unknown parameter is an error 422; usage comes by itself (recording eb12d7e98549). */
const mistralManners: Partial<CompatibleVendor> = {
  renames: { ...olderTokenLimit, seed: 'random_seed' },
  unsupported: ['function_call', 'functions', 'logit_bias', 'logprobs', 'top_logprobs', 'user'],
  streamOptions: false,
  requiredToolChoice: 'any',
};

/** Vendors outside China who serve models of their own, by LiteLLM's prefix of a model's name. */
export const modelMakers: Readonly<Record<string, CompatibleVendor>> = {
  ai21: {
    baseUrl: 'https://api.ai21.com/studio/v1',
    baseVariables: ['AI21_API_BASE'],
    keyVariables: ['AI21_API_KEY'],
    renames: olderTokenLimit,
    source: litellm('ai21'),
  },
  ai21_chat: {
    baseUrl: 'https://api.ai21.com/studio/v1',
    baseVariables: ['AI21_API_BASE'],
    keyVariables: ['AI21_API_KEY'],
    renames: olderTokenLimit,
    source: litellm('ai21'),
  },
  amazon_nova: {
    baseUrl: 'https://api.nova.amazon.com/v1',
    baseVariables: ['AMAZON_NOVA_API_BASE'],
    keyVariables: ['AMAZON_NOVA_API_KEY'],
    source: litellm('amazon_nova'),
  },
  codestral: {
    baseUrl: 'https://codestral.mistral.ai/v1',
    baseVariables: ['CODESTRAL_API_BASE'],
    keyVariables: ['CODESTRAL_API_KEY'],
    paths: { complete: null, embed: null },
    ...mistralManners,
    source: litellm('codestral'),
  },
  cognition: {
    baseUrl: 'https://api.cognition.ai/v1',
    baseVariables: ['COGNITION_API_BASE'],
    keyVariables: ['COGNITION_API_KEY'],
    source: litellm('cognition'),
  },
  inception: {
    baseUrl: 'https://api.inceptionlabs.ai/v1',
    baseVariables: ['INCEPTION_API_BASE'],
    keyVariables: ['INCEPTION_API_KEY'],
    source: litellm('inception'),
  },
  jina_ai: {
    baseUrl: 'https://api.jina.ai/v1',
    baseVariables: ['JINA_AI_API_BASE'],
    keyVariables: ['JINA_AI_API_KEY', 'JINA_API_KEY', 'JINA_AI_TOKEN'],
    paths: { chat: null, complete: null, rerank: '/rerank' },
    source: litellm('jina_ai'),
  },
  maritalk: {
    baseUrl: 'https://chat.maritaca.ai/api',
    baseVariables: ['MARITALK_API_BASE'],
    keyVariables: ['MARITALK_API_KEY'],
    renames: olderTokenLimit,
    source: litellm('maritalk'),
  },
  meta: {
    baseUrl: 'https://api.meta.ai/v1',
    baseVariables: ['META_API_BASE'],
    keyVariables: ['META_API_KEY'],
    source: litellm('meta'),
  },
  meta_llama: {
    baseUrl: 'https://api.llama.com/compat/v1',
    baseVariables: ['LLAMA_API_BASE'],
    keyVariables: ['LLAMA_API_KEY'],
    source: litellm('meta_llama'),
  },
  mistral: {
    baseUrl: 'https://api.mistral.ai/v1',
    baseVariables: ['MISTRAL_AZURE_API_BASE', 'MISTRAL_API_BASE'],
    keyVariables: ['MISTRAL_AZURE_API_KEY', 'MISTRAL_API_KEY'],
    paths: { complete: null },
    ...mistralManners,
    source: { recorded: 'ce488ef87025' },
  },
  morph: {
    baseUrl: 'https://api.morphllm.com/v1',
    baseVariables: ['MORPH_API_BASE'],
    keyVariables: ['MORPH_API_KEY'],
    source: litellm('morph'),
  },
  perplexity: {
    baseUrl: 'https://api.perplexity.ai',
    baseVariables: ['PERPLEXITY_API_BASE'],
    keyVariables: ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY'],
    // Recording 8d00bdf38c65.
    paths: { embed: '/v1/embeddings' },
    renames: olderTokenLimit,
    // As LiteLLM has it.
    unsupported: ['function_call', 'functions', 'tool_choice', 'tools'],
    source: { recorded: 'e5bf44c28ab1' },
  },
  reka: {
    baseUrl: 'https://api.reka.ai/v1',
    baseVariables: ['REKA_API_BASE'],
    keyVariables: ['REKA_API_KEY'],
    source: litellm('reka'),
  },
  sarvam: {
    baseUrl: 'https://api.sarvam.ai/v1',
    keyVariables: ['SARVAM_API_KEY'],
    keyHeader: 'api-subscription-key',
    renames: olderTokenLimit,
    source: litellm('sarvam'),
  },
  v0: {
    baseUrl: 'https://api.v0.dev/v1',
    baseVariables: ['V0_API_BASE'],
    keyVariables: ['V0_API_KEY'],
    source: litellm('v0'),
  },
  voyage: {
    baseUrl: 'https://api.voyageai.com/v1',
    keyVariables: ['VOYAGE_API_KEY', 'VOYAGE_AI_API_KEY', 'VOYAGE_AI_TOKEN'],
    paths: { chat: null, complete: null, rerank: '/rerank' },
    // Recordings 176da38d5f67 and a9039b76be3a.
    renames: { dimensions: 'output_dimension', top_n: 'top_k' },
    source: { recorded: '176da38d5f67' },
  },
  writer: {
    baseUrl: 'https://api.writer.com/v1',
    keyVariables: ['WRITER_API_KEY'],
    paths: { chat: '/chat' },
    renames: olderTokenLimit,
    source: { recorded: '165c24bda469' },
  },
  xai: {
    baseUrl: 'https://api.x.ai/v1',
    baseVariables: ['XAI_API_BASE'],
    keyVariables: ['XAI_API_KEY'],
    source: litellm('xai'),
  },
};
