import {
  type CompatibleVendor,
  litellm,
  litellmTable,
  olderTokenLimit,
} from './compatible-vendor.ts';

/** Vendors in China, by the prefix of a model's name; LiteLLM's where it has one. */
export const chineseVendors: Readonly<Record<string, CompatibleVendor>> = {
  baichuan: {
    baseUrl: 'https://api.baichuan-ai.com/v1',
    keyVariables: ['BAICHUAN_API_KEY'],
    source: { declared: 'https://platform.baichuan-ai.com/docs/api' },
  },
  bigmodel: {
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    otherBaseUrls: ['https://open.bigmodel.cn/api/coding/paas/v4'],
    keyVariables: ['BIGMODEL_API_KEY', 'ZHIPUAI_API_KEY'],
    renames: olderTokenLimit,
    source: { recorded: '2ea232fcad1b' },
  },
  dashscope: {
    // LiteLLM's default is the international address; qwen_ai_platform is the Chinese one.
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    otherBaseUrls: [
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
      'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
    ],
    baseVariables: ['DASHSCOPE_API_BASE'],
    keyVariables: ['DASHSCOPE_API_KEY'],
    source: { recorded: '56f49d7131d1' },
  },
  deepseek: {
    baseUrl: 'https://api.deepseek.com',
    baseVariables: ['DEEPSEEK_API_BASE'],
    keyVariables: ['DEEPSEEK_API_KEY'],
    // Completions are a beta (api-docs.deepseek.com/api/create-completion).
    paths: { complete: '/beta/completions', embed: null },
    renames: olderTokenLimit,
    // As LiteLLM does; only models that see images take parts.
    textContent: true,
    source: { recorded: '14aed34a4979' },
  },
  hunyuan: {
    baseUrl: 'https://api.hunyuan.cloud.tencent.com/v1',
    keyVariables: ['HUNYUAN_API_KEY'],
    source: { declared: 'https://cloud.tencent.com/document/product/1729/111007' },
  },
  minimax: {
    baseUrl: 'https://api.minimax.io/v1',
    otherBaseUrls: ['https://api.minimaxi.com/v1'],
    baseVariables: ['MINIMAX_API_BASE'],
    keyVariables: ['MINIMAX_API_KEY'],
    source: litellm('minimax'),
  },
  modelscope: {
    baseUrl: 'https://api-inference.modelscope.cn/v1',
    baseVariables: ['MODELSCOPE_API_BASE'],
    keyVariables: ['MODELSCOPE_API_KEY'],
    source: litellm('modelscope'),
  },
  moonshot: {
    baseUrl: 'https://api.moonshot.ai/v1',
    otherBaseUrls: ['https://api.moonshot.cn/v1'],
    baseVariables: ['MOONSHOT_API_BASE'],
    keyVariables: ['MOONSHOT_API_KEY'],
    // platform.moonshot.cn/docs/guide/migrating-from-openai-to-kimi; parts with images are taken.
    unsupported: ['functions'],
    textContent: true,
    source: { recorded: 'db0d3fef60f2' },
  },
  qianfan: {
    baseUrl: 'https://qianfan.baidubce.com/v2',
    keyVariables: ['QIANFAN_API_KEY'],
    source: { declared: 'https://cloud.baidu.com/doc/WENXINWORKSHOP/s/2m3fihw8s' },
  },
  qwen_ai_platform: {
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    baseVariables: ['QWEN_AI_PLATFORM_API_BASE'],
    keyVariables: ['QWEN_AI_PLATFORM_API_KEY', 'DASHSCOPE_API_KEY'],
    source: { recorded: '56f49d7131d1' },
  },
  qwencloud: {
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    baseVariables: ['QWENCLOUD_API_BASE'],
    keyVariables: ['QWENCLOUD_API_KEY', 'DASHSCOPE_API_KEY'],
    source: litellm('qwencloud'),
  },
  siliconflow: {
    baseUrl: 'https://api.siliconflow.cn/v1',
    otherBaseUrls: ['https://api.siliconflow.com/v1', 'https://api.ap.siliconflow.com/v1'],
    keyVariables: ['SILICONFLOW_API_KEY'],
    paths: { rerank: '/rerank' },
    renames: olderTokenLimit,
    source: {
      declared: 'https://docs.siliconflow.cn/cn/api-reference/chat-completions/chat-completions',
    },
  },
  stepfun: {
    baseUrl: 'https://api.stepfun.com/v1',
    otherBaseUrls: ['https://api.stepfun.com/step_plan/v1', 'https://api.stepfun.ai/v1'],
    keyVariables: ['STEPFUN_API_KEY', 'STEP_API_KEY'],
    source: {
      declared: 'https://platform.stepfun.com/docs/zh/api-reference/chat/chat-completion-create',
    },
  },
  streamlake: {
    baseUrl: 'https://vanchin.streamlake.ai/api/gateway/v1/endpoints',
    baseVariables: ['STREAMLAKE_API_BASE'],
    keyVariables: ['STREAMLAKE_API_KEY'],
    renames: { max_tokens: 'max_completion_tokens' },
    source: litellmTable,
  },
  tencent: {
    baseUrl: 'https://tokenhub-intl.tencentcloudmaas.com/v1',
    otherBaseUrls: ['https://tokenhub.tencentmaas.com/v1'],
    baseVariables: ['TENCENT_API_BASE'],
    keyVariables: ['TENCENT_API_KEY'],
    source: litellm('tencent'),
  },
  volcengine: {
    baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
    baseVariables: ['VOLCENGINE_API_BASE', 'ARK_API_BASE'],
    keyVariables: ['VOLCENGINE_API_KEY', 'ARK_API_KEY'],
    source: litellm('volcano'),
  },
  xiaomi_mimo: {
    baseUrl: 'https://api.xiaomimimo.com/v1',
    otherBaseUrls: ['https://token-plan-cn.xiaomimimo.com/v1'],
    keyVariables: ['XIAOMI_MIMO_API_KEY'],
    renames: olderTokenLimit,
    source: litellm('xiaomi_mimo'),
  },
  yi: {
    baseUrl: 'https://api.lingyiwanwu.com/v1',
    keyVariables: ['YI_API_KEY'],
    source: { declared: 'https://platform.lingyiwanwu.com/docs' },
  },
  zai: {
    baseUrl: 'https://api.z.ai/api/paas/v4',
    otherBaseUrls: ['https://api.z.ai/api/coding/paas/v4'],
    baseVariables: ['ZAI_API_BASE'],
    keyVariables: ['ZAI_API_KEY'],
    renames: olderTokenLimit,
    // Not among the parameters of docs.z.ai/api-reference/llm/chat-completion, nor LiteLLM's.
    unsupported: [
      'frequency_penalty',
      'function_call',
      'functions',
      'logit_bias',
      'logprobs',
      'n',
      'presence_penalty',
      'seed',
      'top_logprobs',
    ],
    source: { recorded: '79a03fc4c879' },
  },
};
