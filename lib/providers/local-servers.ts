import { type CompatibleVendor, litellm, olderTokenLimit } from './compatible-vendor.ts';

/** Servers that people run themselves, by the prefix of a model's name; LiteLLM's where it has one. */
export const localServers: Readonly<Record<string, CompatibleVendor>> = {
  custom_openai: {
    baseUrl: undefined,
    keyVariables: [],
    source: litellm('openai_compatible'),
  },
  docker_model_runner: {
    // The address has no version, so that DOCKER_MODEL_RUNNER_API_BASE is as LiteLLM wants it.
    baseUrl: 'http://localhost:12434/engines/llama.cpp',
    baseVariables: ['DOCKER_MODEL_RUNNER_API_BASE'],
    keyVariables: ['DOCKER_MODEL_RUNNER_API_KEY'],
    paths: {
      chat: '/v1/chat/completions',
      complete: '/v1/completions',
      embed: '/v1/embeddings',
    },
    renames: olderTokenLimit,
    source: { declared: 'https://docs.docker.com/ai/model-runner/api-reference/' },
  },
  hosted_vllm: {
    baseUrl: 'http://localhost:8000/v1',
    baseVariables: ['HOSTED_VLLM_API_BASE'],
    keyVariables: ['HOSTED_VLLM_API_KEY'],
    paths: { rerank: '/rerank' },
    source: { recorded: '1537ab38a396' },
  },
  infinity: {
    baseUrl: undefined,
    keyVariables: ['INFINITY_API_KEY'],
    paths: { chat: null, complete: null, rerank: '/rerank' },
    source: litellm('infinity'),
  },
  lemonade: {
    baseUrl: 'http://localhost:8000/api/v1',
    baseVariables: ['LEMONADE_API_BASE'],
    keyVariables: ['LEMONADE_API_KEY'],
    source: litellm('lemonade'),
  },
  litellm_proxy: {
    baseUrl: undefined,
    baseVariables: ['LITELLM_PROXY_API_BASE'],
    keyVariables: ['LITELLM_PROXY_API_KEY'],
    paths: { rerank: '/rerank' },
    source: litellm('litellm_proxy'),
  },
  llama_cpp: {
    baseUrl: 'http://localhost:8080/v1',
    baseVariables: ['LLAMA_CPP_API_BASE'],
    keyVariables: ['LLAMA_CPP_API_KEY'],
    paths: { rerank: '/rerank' },
    source: {
      declared: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
    },
  },
  llamafile: {
    baseUrl: 'http://127.0.0.1:8080/v1',
    baseVariables: ['LLAMAFILE_API_BASE'],
    keyVariables: ['LLAMAFILE_API_KEY'],
    source: litellm('llamafile'),
  },
  lm_studio: {
    baseUrl: 'http://localhost:1234/v1',
    baseVariables: ['LM_STUDIO_API_BASE'],
    keyVariables: ['LM_STUDIO_API_KEY'],
    renames: olderTokenLimit,
    source: { declared: 'https://lmstudio.ai/docs/api/openai-api' },
  },
  localai: {
    baseUrl: 'http://localhost:8080/v1',
    baseVariables: ['LOCALAI_API_BASE'],
    keyVariables: ['LOCALAI_API_KEY'],
    paths: { rerank: '/rerank' },
    source: { declared: 'https://localai.io/features/' },
  },
  openai_like: {
    baseUrl: undefined,
    baseVariables: ['OPENAI_LIKE_API_BASE'],
    keyVariables: ['OPENAI_LIKE_API_KEY'],
    source: litellm('openai_compatible'),
  },
  sglang: {
    baseUrl: 'http://localhost:30000/v1',
    baseVariables: ['SGLANG_API_BASE'],
    keyVariables: ['SGLANG_API_KEY'],
    source: { declared: 'https://docs.sglang.io/docs/basic_usage/send_request' },
  },
  vllm: {
    baseUrl: 'http://localhost:8000/v1',
    baseVariables: ['VLLM_API_BASE'],
    keyVariables: ['VLLM_API_KEY'],
    paths: { rerank: '/rerank' },
    source: { recorded: '1537ab38a396' },
  },
  xinference: {
    baseUrl: 'http://127.0.0.1:9997/v1',
    baseVariables: ['XINFERENCE_API_BASE'],
    keyVariables: ['XINFERENCE_API_KEY'],
    paths: { rerank: '/rerank' },
    source: litellm('xinference'),
  },
};
