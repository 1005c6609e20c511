import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type JsonObject, parseJson } from '../../lib/json.ts';
import { readConverse } from '../../lib/providers/bedrock-answer.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { isFailure, type ResponseHeaders } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const BedrockAnswer = suite('bedrock-answer');

const target = deployment({ upstreamModel: 'maker.model-v1:0' });

function read(body: JsonObject, headers: ResponseHeaders = {}) {
  const reading = readConverse(body, target, headers);
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

const answerOf = (content: JsonObject[], more: JsonObject = {}): JsonObject => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  ...more,
});

const choiceOf = (body: JsonObject): JsonObject => objectsOf(read(body).body['choices'])[0] ?? {};
const messageOf = (content: JsonObject[]) => objectOf(choiceOf(answerOf(content))['message']);

const readRecording = (id: string) => {
  const { body, headers } = recordingOf('bedrock.converse', id);
  return read(objectOf(JSON.parse(body)), headers);
};

BedrockAnswer('reads a recorded answer with reasoning', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { body, usage } = readRecording('fa54fcda565a');
  const thinking =
    'The user: "Reply with the single word: ok". They want the assistant to respond with the single ' +
    'word "ok". So I should respond with "ok".';
  const { created, ...rest } = body;
  assert.type(created, 'number');
  assert.equal(rest, {
    id: '696bc8dc-e7a2-4860-a608-18d32ede2018',
    object: 'chat.completion',
    model: 'maker.model-v1:0',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'ok',
          refusal: null,
          reasoning_content: thinking,
          thinking_blocks: [{ type: 'thinking', thinking }],
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 74,
      completion_tokens: 44,
      total_tokens: 118,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
  });
  assert.equal(usage, { ...noUsage, promptTokens: 74, completionTokens: 44 });
});

BedrockAnswer('reads a recorded call of a tool', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const [choice] = objectsOf(readRecording('df7929505739').body['choices']);
  assert.is(choice?.['finish_reason'], 'tool_calls');
  assert.equal(objectOf(choice?.['message'])['tool_calls'], [
    {
      id: 'tooluse_MWcMWIfllgTPm3Xulz2rgD',
      type: 'function',
      function: { name: 'get_file', arguments: '{}' },
    },
  ]);
});

BedrockAnswer('joins the texts, those with citations too', () => {
  const cited = { citationsContent: { content: [{ text: 'b' }, { text: 'c' }], citations: [] } };
  assert.is(messageOf([{ text: 'a' }, cited, { text: 'd' }])['content'], 'abcd');
  assert.is(messageOf([])['content'], null);
});

BedrockAnswer('keeps the digits of arguments', () => {
  const input = objectOf(parseJson('{"n":12345678901234567890,"f":0.1}'));
  const { tool_calls: calls } = messageOf([{ toolUse: { toolUseId: 't', name: 'f', input } }]);
  const [call] = objectsOf(calls);
  assert.is(objectOf(call?.['function'])['arguments'], '{"n":12345678901234567890,"f":0.1}');
});

BedrockAnswer('leaves out what Bedrock’s own tools did', () => {
  const own = { toolUseId: 't', name: 'nova_grounding', input: {}, type: 'server_tool_use' };
  const body = answerOf([{ toolUse: own }, { toolResult: { toolUseId: 't' } }, { text: 'a' }]);
  assert.equal(choiceOf(body), {
    index: 0,
    message: { role: 'assistant', content: 'a', refusal: null },
    logprobs: null,
    finish_reason: 'stop',
  });
});

BedrockAnswer('keeps signatures and what is redacted, to be sent back', () => {
  const message = messageOf([
    { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } },
    { reasoningContent: { redactedContent: 'AAAA' } },
    { text: 'So' },
  ]);
  assert.is(message['reasoning_content'], 'Hm');
  assert.equal(message['thinking_blocks'], [
    { type: 'thinking', thinking: 'Hm', signature: 'sig' },
    { type: 'redacted_thinking', data: 'AAAA' },
  ]);
});

BedrockAnswer('counts what was cached and written to a cache as input', () => {
  const usage = {
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 345,
    cacheReadInputTokens: 100,
    cacheWriteInputTokens: 230,
    cacheDetails: [
      { ttl: '1h', inputTokens: 200 },
      { ttl: '5m', inputTokens: 30 },
    ],
  };
  assert.equal(read(answerOf([], { usage })).usage, {
    ...noUsage,
    promptTokens: 340,
    completionTokens: 5,
    cachedTokens: 100,
    cacheWriteTokens: 230,
    cacheWrite1hTokens: 200,
  });
  assert.is(read(answerOf([])).usage, undefined);
});

for (const [reason, finish] of [
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool_calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'content_filter'],
  ['content_filtered', 'content_filter'],
  ['of_tomorrow', 'stop'],
] as const) {
  BedrockAnswer(`reads the end ${reason}`, () => {
    assert.is(choiceOf(answerOf([], { stopReason: reason }))['finish_reason'], finish);
  });
}

BedrockAnswer('ends with tool calls where there are some, unless they are cut off', () => {
  const call = { toolUse: { toolUseId: 't', name: 'f', input: {} } };
  assert.is(choiceOf(answerOf([call]))['finish_reason'], 'tool_calls');
  const cut = answerOf([call], { stopReason: 'max_tokens' });
  assert.is(choiceOf(cut)['finish_reason'], 'length');
});

for (const reason of ['malformed_model_output', 'malformed_tool_use']) {
  BedrockAnswer(`fails at ${reason}`, () => {
    const failure = readConverse(answerOf([], { stopReason: reason }), target, {});
    assert.equal(failure, {
      kind: 'server_error',
      message: 'the model wrote what Bedrock cannot read',
      code: reason,
    });
  });
}

BedrockAnswer('fails at what is no answer', () => {
  assert.ok(isFailure(readConverse({ Output: {} }, target, {})));
});

BedrockAnswer('makes up an id where the exchange has none', () => {
  assert.match(String(read(answerOf([])).body['id']), /^chatcmpl-[0-9a-f-]{36}$/);
});

BedrockAnswer.run();
