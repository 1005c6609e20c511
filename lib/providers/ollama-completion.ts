import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json.ts';
import { textOf } from './chat-answer.ts';
import { readFinish } from './ollama-answer.ts';
import { completeRequest } from './ollama-options.ts';
import type { LineReader } from './ollama-stream.ts';
import { readOllamaUsage } from './ollama-usage.ts';
import { compact, Parameters } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi, type ProviderCall } from './provider.ts';
import { badRequest } from './unsupported.ts';
import { writeUsage } from './usage.ts';

/** OpenAI's parameters of a completion, from its description of the API. */
const completionParameters: ReadonlySet<string> = new Set([
  'best_of',
  'echo',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'max_tokens',
  'model',
  'n',
  'presence_penalty',
  'prompt',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'suffix',
  'temperature',
  'top_p',
  'user',
]);

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writeOllamaCompletion({ body, isStream }: ProviderCall, model: string): JsonObject {
  const parameters = new Parameters(body, completionParameters);
  const request = compact({
    model,
    stream: isStream,
    prompt: readPrompt(parameters.take('prompt')),
    suffix: parameters.text('suffix'),
  });
  return completeRequest(request, parameters);
}

/** One text, maybe as a list of one. */
function readPrompt(prompt: JsonValue | undefined): string {
  const [text, ...others] = [prompt ?? []].flat();
  if (typeof text === 'string' && others.length === 0) return text;
  throw badRequest('"prompt": expected one text');
}

export function readOllamaCompletion(
  _call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const text = textOf(body['response']);
  if (text === undefined) return notTheApi('no response');
  const usage = readOllamaUsage(body);
  const answer = writeCompletion(newHead(model), text, readFinish(body, false));
  return { body: usage ? { ...answer, usage: writeUsage(usage) } : answer, usage };
}

/** The lines of a streamed completion. */
export class CompletionLines implements LineReader {
  readonly #head: JsonObject;

  constructor(model: string) {
    this.#head = newHead(model);
  }

  add(line: JsonObject): JsonObject[] {
    const text = textOf(line['response']) ?? '';
    return text === '' ? [] : [writeCompletion(this.#head, text, null)];
  }

  finish(line: JsonObject): JsonObject[] {
    const usage = readOllamaUsage(line);
    const end = writeCompletion(this.#head, '', readFinish(line, false));
    return usage ? [end, { ...this.#head, choices: [], usage: writeUsage(usage) }] : [end];
  }
}

/** Whole answers and chunks have the same shape. */
const writeCompletion = (head: JsonObject, text: string, reason: string | null): JsonObject => ({
  ...head,
  choices: [{ index: 0, text, logprobs: null, finish_reason: reason }],
});

const newHead = (model: string): JsonObject => ({
  id: `cmpl-${randomUUID()}`,
  object: 'text_completion',
  created: Math.floor(Date.now() / 1_000),
  model,
});
