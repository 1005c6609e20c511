import {
  type CompatibleVendor,
  litellm,
  litellmTable,
  olderTokenLimit,
} from './compatible-vendor.ts';

/** Vendors who pass calls on to others, by LiteLLM's prefix of a model's name. */
export const modelGateways: Readonly<Record<string, CompatibleVendor>> = {
  aihubmix: {
    baseUrl: 'https://aihubmix.com/v1',
    baseVariables: ['AIHUBMIX_API_BASE'],
    keyVariables: ['AIHUBMIX_API_KEY'],
    source: litellm('aihubmix'),
  },
  aiml: {
    baseUrl: 'https://api.aimlapi.com/v1',
    baseVariables: ['AIML_API_BASE'],
    keyVariables: ['AIML_API_KEY'],
    source: litellm('aiml'),
  },
  apertis: {
    baseUrl: 'https://api.stima.tech/v1',
    keyVariables: ['STIMA_API_KEY'],
    renames: olderTokenLimit,
    source: litellmTable,
  },
  assemblyai: {
    baseUrl: 'https://llm-gateway.assemblyai.com/v1',
    keyVariables: ['ASSEMBLYAI_API_KEY'],
    source: litellmTable,
  },
  clf_ai_gateway: {
    baseUrl: 'https://api.clfaigateway.dev/v1',
    baseVariables: ['CLF_AI_GATEWAY_API_BASE'],
    keyVariables: ['CLF_AI_GATEWAY_API_KEY'],
    source: litellm('clf_ai_gateway'),
  },
  cometapi: {
    baseUrl: 'https://api.cometapi.com/v1',
    baseVariables: ['COMETAPI_API_BASE', 'COMETAPI_BASE_URL'],
    keyVariables: ['COMETAPI_API_KEY', 'COMETAPI_KEY'],
    source: litellm('cometapi'),
  },
  cortecs: {
    baseUrl: 'https://api.cortecs.ai/v1',
    baseVariables: ['CORTECS_API_BASE'],
    keyVariables: ['CORTECS_API_KEY'],
    source: litellm('cortecs'),
  },
  edenai: {
    baseUrl: 'https://api.edenai.run/v3',
    baseVariables: ['EDENAI_API_BASE'],
    keyVariables: ['EDENAI_API_KEY'],
    source: litellm('edenai'),
  },
  empiriolabs: {
    baseUrl: 'https://api.empiriolabs.ai/v1',
    baseVariables: ['EMPIRIOLABS_API_BASE'],
    keyVariables: ['EMPIRIOLABS_API_KEY'],
    renames: olderTokenLimit,
    source: litellm('empiriolabs'),
  },
  github: {
    // LiteLLM's default is the older address, which GitHub has given up.
    baseUrl: 'https://models.github.ai/inference',
    otherBaseUrls: ['https://models.inference.ai.azure.com'],
    baseVariables: ['GITHUB_API_BASE'],
    keyVariables: ['GITHUB_API_KEY', 'GITHUB_TOKEN'],
    source: { declared: 'https://docs.github.com/en/github-models/quickstart' },
  },
  helicone: {
    baseUrl: 'https://ai-gateway.helicone.ai',
    keyVariables: ['HELICONE_API_KEY'],
    source: litellm('helicone'),
  },
  hostinger_router: {
    baseUrl: 'https://router.hostinger.com/v1',
    baseVariables: ['HOSTINGER_ROUTER_API_BASE'],
    keyVariables: ['HOSTINGER_ROUTER_API_KEY'],
    source: litellm('hostinger_router'),
  },
  huggingface: {
    // With `:provider` behind the model; the recordings name the provider in the address.
    baseUrl: 'https://router.huggingface.co/v1',
    otherBaseUrls: ['https://router.huggingface.co'],
    baseVariables: ['HF_API_BASE', 'HUGGINGFACE_API_BASE'],
    keyVariables: ['HUGGINGFACE_API_KEY', 'HF_TOKEN'],
    source: { recorded: 'f1efb178a680' },
  },
  'nano-gpt': {
    baseUrl: 'https://nano-gpt.com/api/v1',
    keyVariables: ['NANOGPT_API_KEY'],
    renames: olderTokenLimit,
    source: litellmTable,
  },
  openrouter: {
    baseUrl: 'https://openrouter.ai/api/v1',
    baseVariables: ['OPENROUTER_API_BASE'],
    keyVariables: ['OPENROUTER_API_KEY', 'OR_API_KEY'],
    source: { recorded: '7021b94081c3' },
  },
  poe: {
    baseUrl: 'https://api.poe.com/v1',
    keyVariables: ['POE_API_KEY'],
    renames: olderTokenLimit,
    source: litellmTable,
  },
  veniceai: {
    baseUrl: 'https://api.venice.ai/api/v1',
    keyVariables: ['VENICE_AI_API_KEY'],
    source: litellm('venice'),
  },
  vercel_ai_gateway: {
    baseUrl: 'https://ai-gateway.vercel.sh/v1',
    baseVariables: ['VERCEL_AI_GATEWAY_API_BASE'],
    keyVariables: ['VERCEL_AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'],
    source: litellm('vercel_ai_gateway'),
  },
};
