import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { readGenerateContent } from '../../lib/providers/gemini-answer.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, readExpected, recordingOf } from '../support/recordings.ts';

const Answer = suite('gemini-answer');

function read(body: JsonObject) {
  const reading = readGenerateContent(body, 'gemini-x');
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

const choicesOf = (body: JsonObject): JsonObject[] => objectsOf(read(body).body['choices']);

const choiceOf = (body: JsonObject): JsonObject => objectOf(choicesOf(body)[0]);

const messageOf = (parts: JsonObject[], finishReason = 'STOP') =>
  objectOf(
    choiceOf({ responseId: 'r', candidates: [{ content: { parts }, finishReason }] })['message'],
  );

function recorded(id: string): JsonObject {
  const json = parseJson(recordingOf('gemini.generateContent', id).body);
  if (!isJsonObject(json)) throw new TypeError('not an object');
  return json;
}

Answer('has the shape of OpenAI, with the version that answered', () => {
  const body = {
    candidates: [{ content: { parts: [{ text: 'Hel' }, { text: 'lo' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
    modelVersion: 'gemini-2.5-flash-001',
    responseId: 'r1',
    createTime: '2026-02-17T04:28:34.970636Z',
  };
  assert.equal(read(body), {
    body: {
      id: 'r1',
      object: 'chat.completion',
      created: 1771302514,
      model: 'gemini-2.5-flash-001',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 0,
        total_tokens: 3,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
      },
    },
    usage: { ...noUsage, promptTokens: 3 },
  });
});

Answer('keeps thoughts apart from what is said, and signatures for the next request', () => {
  const {
    reasoning_content: reasoning,
    content,
    ...rest
  } = messageOf([
    { text: 'Let me ', thought: true },
    { text: 'think.', thought: true },
    { text: 'Four.', thoughtSignature: 'c2ln' },
  ]);
  assert.equal([reasoning, content], ['Let me think.', 'Four.']);
  assert.equal(rest, {
    role: 'assistant',
    refusal: null,
    extra_content: { google: { thought_signature: 'c2ln' } },
    provider_specific_fields: { thought_signatures: ['c2ln'] },
  });
});

Answer('tells calls with their ids and signatures, and makes an id where none came', () => {
  const parts = [
    {
      functionCall: { id: 'c1', name: 'now', args: { at: 12345678901234567890n } },
      thoughtSignature: 'c2ln',
    },
    { functionCall: { name: 'ping' } },
  ];
  const candidate = { content: { parts }, finishReason: 'STOP' };
  const choices = choicesOf({ responseId: 'r1', candidates: [candidate, candidate] });
  assert.is(choices[0]?.['finish_reason'], 'tool_calls');
  assert.equal(objectOf(choices[0]?.['message']), {
    role: 'assistant',
    content: null,
    refusal: null,
    tool_calls: [
      {
        id: 'c1',
        type: 'function',
        function: { name: 'now', arguments: '{"at":12345678901234567890}' },
        extra_content: { google: { thought_signature: 'c2ln' } },
        provider_specific_fields: { thought_signature: 'c2ln' },
      },
      { id: 'call_r1_0', type: 'function', function: { name: 'ping', arguments: '{}' } },
    ],
  });
  const [, second] = objectsOf(objectOf(choices[1]?.['message'])['tool_calls']);
  assert.is(second?.['id'], 'call_r1_1', 'unlike any other in the answer');
});

Answer('tells pictures as LiteLLM does', () => {
  const { content, images } = messageOf([
    { text: 'Here:' },
    { inlineData: { mimeType: 'image/png', data: 'QUJD' } },
  ]);
  assert.is(content, 'Here:');
  assert.equal(images, [
    { type: 'image_url', index: 0, image_url: { url: 'data:image/png;base64,QUJD' } },
  ]);
});

Answer('tells log probabilities token by token', () => {
  const logprobsResult = {
    chosenCandidates: [{ token: 'é', tokenId: 7, logProbability: -0.5 }],
    topCandidates: [
      {
        candidates: [
          { token: 'é', logProbability: -0.5 },
          { token: 'e', logProbability: -1 },
        ],
      },
    ],
  };
  const parts = [{ text: 'é' }];
  const { logprobs } = choiceOf({ candidates: [{ content: { parts }, logprobsResult }] });
  assert.equal(logprobs, {
    content: [
      {
        token: 'é',
        logprob: -0.5,
        bytes: [195, 169],
        top_logprobs: [
          { token: 'é', logprob: -0.5, bytes: [195, 169] },
          { token: 'e', logprob: -1, bytes: [101] },
        ],
      },
    ],
  });
});

const reasons: [string | number | null, string | null][] = [
  ['STOP', 'stop'],
  [1, 'stop'],
  ['MAX_TOKENS', 'length'],
  [2, 'length'],
  ['SAFETY', 'content_filter'],
  [3, 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['LANGUAGE', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['SPII', 'content_filter'],
  ['MODEL_ARMOR', 'content_filter'],
  ['IMAGE_SAFETY', 'content_filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
  ['IMAGE_RECITATION', 'content_filter'],
  [8, 'content_filter'],
  ['MALFORMED_FUNCTION_CALL', 'stop'],
  ['OTHER', 'stop'],
  [5, 'stop'],
  [99, 'stop'],
  [null, null],
];

for (const [finishReason, expected] of reasons) {
  Answer(`calls the end ${finishReason} ${expected}`, () => {
    assert.is(choiceOf({ candidates: [{ finishReason }] })['finish_reason'], expected);
  });
}

Answer('calls a cut or filtered answer so, though it holds a call', () => {
  const parts = [{ functionCall: { name: 'ping' } }];
  const endOf = (finishReason: string) =>
    choiceOf({ candidates: [{ content: { parts }, finishReason }] })['finish_reason'];
  assert.equal([endOf('MAX_TOKENS'), endOf('SAFETY')], ['length', 'content_filter']);
});

Answer('reads a blocked prompt as a filtered answer, whose tokens count', () => {
  const blocked = {
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
  };
  const { message, finish_reason: finish } = choiceOf(blocked);
  assert.is(finish, 'content_filter');
  assert.equal(message, {
    role: 'assistant',
    content: null,
    refusal: 'the prompt was blocked: PROHIBITED_CONTENT',
  });
  assert.is(read(blocked).usage?.promptTokens, 9);
  const told = { blockReason: 'SAFETY', blockReasonMessage: 'Not this.' };
  assert.is(objectOf(choiceOf({ promptFeedback: told })['message'])['refusal'], 'Not this.');
});

Answer('counts tokens in the one meaning', () => {
  const usageMetadata = {
    promptTokenCount: 100,
    toolUsePromptTokenCount: 20,
    cachedContentTokenCount: 60,
    candidatesTokenCount: 30,
    thoughtsTokenCount: 7,
    totalTokenCount: 157,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 90 },
      { modality: 'AUDIO', tokenCount: 10 },
    ],
    toolUsePromptTokensDetails: [{ modality: 4, tokenCount: 5 }],
    candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 2 }],
  };
  assert.equal(read({ candidates: [{}], usageMetadata }).usage, {
    promptTokens: 120,
    completionTokens: 37,
    cachedTokens: 60,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    reasoningTokens: 7,
    audioPromptTokens: 15,
    audioCompletionTokens: 2,
  });
  assert.is(read({ candidates: [{}] }).usage, undefined);
});

Answer('takes an error inside for a failure, and what is no answer for a server error', () => {
  const failed = readGenerateContent({ error: { code: 429, message: 'slow down' } }, 'm');
  assert.equal(isFailure(failed) && [failed.kind, failed.message], ['rate_limited', 'slow down']);
  const empty = readGenerateContent({ usageMetadata: {} }, 'm');
  assert.equal(isFailure(empty) && [empty.kind, empty.code], ['server_error', 'unexpected_body']);
});

for (const id of ['f03e2fa6af2d', '5d896d3aae6b', '9219d768136d']) {
  Answer(`reads recording ${id} as Google's own library does`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const expected = objectOf(readExpected().get(id));
    const counts = objectOf(expected['usage']);
    const body = recorded(id);
    const message = objectOf(choiceOf(body)['message']);
    const calls = objectsOf(message['tool_calls']).map((call) => objectOf(call['function']));
    assert.is(message['content'] ?? '', expected['text']);
    assert.equal(
      calls.map(({ name, arguments: text }) => [name, text]),
      expected['tools'],
    );
    const { usage } = read(body);
    assert.is(usage?.promptTokens, counts['promptTokenCount']);
    assert.is(
      (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0),
      counts['totalTokenCount'],
    );
    assert.is(usage?.reasoningTokens, counts['thoughtsTokenCount']);
    assert.match(JSON.stringify(message), 'thought_signature');
  });
}

Answer.run();
