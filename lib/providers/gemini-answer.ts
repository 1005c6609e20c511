import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../json.ts';
import {
  type AnswerChoice,
  type AnswerHead,
  objectOf,
  objectsOf,
  textOf,
  writeAnswer,
} from './chat-answer.ts';
import { CallIds, readCandidateParts, readLogprobs } from './gemini-candidate.ts';
import { readFinishReason } from './gemini-finish.ts';
import { readGeminiUsage } from './gemini-usage.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';

/** A whole answer of generateContent in OpenAI's shape. */
export function readGenerateContent(body: JsonObject, model: string): AnswerReading | Failure {
  const failure = findError(body);
  if (failure) return failure;
  const head = readHead(body, model);
  const choices = readChoices(body, head);
  if (choices.length === 0) return notTheApi('no candidates');
  const usage = readGeminiUsage(body['usageMetadata']);
  return { body: writeAnswer(head, choices, usage), usage };
}

function readChoices(body: JsonObject, { id }: AnswerHead): AnswerChoice[] {
  const refusal = readBlock(body);
  if (refusal !== undefined) {
    return [{ content: null, refusal, toolCalls: [], finishReason: 'content_filter' }];
  }
  const ids = new CallIds(id);
  return objectsOf(body['candidates']).map((candidate) => readChoice(candidate, ids));
}

function readChoice(candidate: JsonObject, ids: CallIds): AnswerChoice {
  const { content, reasoning, toolCalls, more } = readCandidateParts(candidate, ids);
  return {
    content: content ?? null,
    reasoning,
    toolCalls,
    finishReason: readFinishReason(candidate['finishReason'], toolCalls.length > 0),
    logprobs: readLogprobs(candidate),
    more,
  };
}

/** Who answers, as its first event or the whole answer tells. */
export const readHead = (body: JsonObject, model: string): AnswerHead => ({
  id: textOf(body['responseId']) || randomUUID(),
  model: textOf(body['modelVersion']) || model,
  created: readTime(textOf(body['createTime'])),
});

function readTime(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : Math.floor(at / 1_000);
}

/** Why the prompt was blocked, for which there are no candidates; undefined: it was not. */
export function readBlock(body: JsonObject): string | undefined {
  const feedback = objectOf(body['promptFeedback']);
  const { blockReason: reason, blockReasonMessage: message } = feedback;
  const isBlocked = reason !== undefined && !isJsonObject(objectsOf(body['candidates'])[0]);
  return isBlocked ? textOf(message) || `the prompt was blocked: ${reason}` : undefined;
}
