import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { writeGenerateContent } from '../../lib/providers/gemini-request.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const Request = suite('gemini-request');

const messages = [{ role: 'user', content: 'Hi' }];
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];

const write = (body: JsonObject, model = 'gemini-2.5-flash') =>
  writeGenerateContent({ model: 'm', messages, ...body }, model, { hasCallIds: true });

const tool = {
  type: 'function',
  function: {
    name: 'now',
    description: 'The time.',
    parameters: { type: 'object', additionalProperties: false },
    strict: true,
  },
};

Request('sends what was asked and nothing else', () => {
  assert.equal(write({ stream: true, stream_options: {}, temperature: null }), { contents });
});

Request('gives each parameter its name and place', () => {
  const body = {
    max_tokens: 5,
    max_completion_tokens: 7,
    temperature: 0,
    top_p: 0.5,
    stop: 'END',
    seed: 12345678901234567890n,
    n: 2,
    presence_penalty: 1,
    frequency_penalty: -1,
    logprobs: true,
    top_logprobs: 3,
    modalities: ['text', 'image'],
    parallel_tool_calls: true,
  };
  assert.equal(write(body), {
    contents,
    generationConfig: {
      maxOutputTokens: 7,
      temperature: 0,
      topP: 0.5,
      stopSequences: ['END'],
      seed: 12345678901234567890n,
      candidateCount: 2,
      presencePenalty: 1,
      frequencyPenalty: -1,
      responseLogprobs: true,
      logprobs: 3,
      responseModalities: ['TEXT', 'IMAGE'],
    },
  });
});

Request("declares functions by their JSON Schema, beside Google's own tools", () => {
  const bare = { type: 'function', function: { name: 'ping' } };
  assert.equal(write({ tools: [tool, { googleSearch: {} }, bare] }), {
    contents,
    tools: [
      {
        functionDeclarations: [
          {
            name: 'now',
            description: 'The time.',
            parametersJsonSchema: { type: 'object', additionalProperties: false },
          },
          { name: 'ping' },
        ],
      },
      { googleSearch: {} },
    ],
  });
  assert.equal(write({ tools: [{ urlContext: {} }] })['tools'], [{ urlContext: {} }]);
  assert.equal(write({ tools: [] }), { contents });
});

const choices: [JsonObject | string, JsonObject][] = [
  ['auto', { mode: 'AUTO' }],
  ['none', { mode: 'NONE' }],
  ['required', { mode: 'ANY' }],
  [
    { type: 'function', function: { name: 'now' } },
    { mode: 'ANY', allowedFunctionNames: ['now'] },
  ],
];

for (const [choice, functionCallingConfig] of choices) {
  Request(`lets the model call ${JSON.stringify(choice)}`, () => {
    assert.equal(write({ tools: [tool], tool_choice: choice })['toolConfig'], {
      functionCallingConfig,
    });
  });
}

Request('asks for JSON, with its schema as it is', () => {
  const schema = { type: 'object', $defs: {}, additionalProperties: false };
  assert.equal(write({ response_format: { type: 'json_object' } })['generationConfig'], {
    responseMimeType: 'application/json',
  });
  const format = { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } };
  assert.equal(write({ response_format: format })['generationConfig'], {
    responseMimeType: 'application/json',
    responseJsonSchema: schema,
  });
  assert.equal(write({ response_format: { type: 'text' } }), { contents });
});

const efforts: [string, string, JsonObject][] = [
  ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
  ['gemini-2.5-flash', 'minimal', { thinkingBudget: 1024, includeThoughts: true }],
  ['gemini-2.5-pro', 'low', { thinkingBudget: 1024, includeThoughts: true }],
  ['gemini-2.5-pro', 'medium', { thinkingBudget: 8192, includeThoughts: true }],
  ['gemini-2.5-flash-lite', 'high', { thinkingBudget: 24576, includeThoughts: true }],
  ['gemini-3-flash-preview', 'minimal', { thinkingLevel: 'MINIMAL', includeThoughts: true }],
  ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW', includeThoughts: true }],
  ['gemini-3.5-flash', 'medium', { thinkingLevel: 'MEDIUM', includeThoughts: true }],
  ['gemini-pro-latest', 'high', { thinkingLevel: 'HIGH', includeThoughts: true }],
];

for (const [model, effort, thinkingConfig] of efforts) {
  Request(`lets ${model} think with the effort ${effort}`, () => {
    const { generationConfig } = write({ reasoning_effort: effort }, model);
    assert.equal(generationConfig, { thinkingConfig });
  });
}

Request("puts Google's own parameters at their places, before OpenAI's, by either spelling", () => {
  const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
  const body = {
    safety_settings: safetySettings,
    cachedContent: 'cachedContents/1',
    labels: { team: 'a' },
    top_k: 40,
    mediaResolution: 'MEDIA_RESOLUTION_LOW',
    generationConfig: { temperature: 1, topK: 1, audioTimestamp: true },
    temperature: 0,
    toolConfig: { retrievalConfig: { languageCode: 'fr' } },
    tools: [tool],
    tool_choice: 'none',
  };
  const { contents: _contents, tools: _tools, ...rest } = write(body);
  assert.equal(rest, {
    safetySettings,
    cachedContent: 'cachedContents/1',
    labels: { team: 'a' },
    generationConfig: {
      temperature: 1,
      topK: 40,
      audioTimestamp: true,
      mediaResolution: 'MEDIA_RESOLUTION_LOW',
    },
    toolConfig: {
      retrievalConfig: { languageCode: 'fr' },
      functionCallingConfig: { mode: 'NONE' },
    },
  });
});

const unsupported: [string, JsonObject, string?][] = [
  ['audio', { audio: { voice: 'alloy', format: 'wav' } }],
  ['function_call', { function_call: 'auto' }],
  ['functions', { functions: [] }],
  ['logit_bias', { logit_bias: { 1: 2 } }],
  ['metadata', { metadata: { a: 'b' } }],
  ['modalities', { modalities: ['text', 'audio'] }],
  ['parallel_tool_calls', { parallel_tool_calls: false }],
  ['prediction', { prediction: { type: 'content', content: 'x' } }],
  ['prompt_cache_key', { prompt_cache_key: 'k' }],
  ['prompt_cache_retention', { prompt_cache_retention: '24h' }],
  ['reasoning_effort', { reasoning_effort: 'xhigh' }],
  ['reasoning_effort', { reasoning_effort: 'none' }, 'gemini-2.5-pro'],
  ['reasoning_effort', { reasoning_effort: 'none' }, 'gemini-3-flash-preview'],
  ['response_format', { response_format: { type: 'grammar' } }],
  ['safety_identifier', { safety_identifier: 'u' }],
  ['service_tier', { service_tier: 'flex' }],
  ['store', { store: true }],
  ['tool_choice', { tool_choice: { type: 'custom' } }],
  ['tools', { tools: [{ type: 'custom', custom: {} }] }],
  ['user', { user: 'u' }],
  ['verbosity', { verbosity: 'low' }],
  ['web_search_options', { web_search_options: {} }],
];

for (const [parameter, body, model] of unsupported) {
  Request(`does not take ${JSON.stringify(body)}${model ? ` with ${model}` : ''}`, () => {
    assert.throws(
      () => write(body, model),
      (error: unknown) => error instanceof UnsupportedParameter && error.parameter === parameter,
    );
  });
}

Request.run();
