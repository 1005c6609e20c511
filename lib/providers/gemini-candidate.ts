import type { JsonObject, JsonValue } from '../json.ts';
import { stringifyJson } from '../json.ts';
import { type AnswerToolCall, objectOf, objectsOf, textOf } from './chat-answer.ts';
import { signedCall, signedMessage } from './gemini-signature.ts';

/** What the parts of one candidate say, of a whole answer or of one event. */
export interface CandidateParts {
  /** Undefined: no part was text. */
  content: string | undefined;
  reasoning: string | undefined;
  toolCalls: AnswerToolCall[];
  /** Members of the message that OpenAI does not have. */
  more: JsonObject;
}

/** Makes the ids of calls where Gemini gives none (recording d6570d8693f4), unlike those of other answers. */
export class CallIds {
  readonly #answer: string;
  #count = 0;

  constructor(answer: string) {
    this.#answer = answer;
  }

  next(): string {
    this.#count += 1;
    return `call_${this.#answer}_${this.#count - 1}`;
  }
}

export function readCandidateParts(candidate: JsonObject, ids: CallIds): CandidateParts {
  const parts = objectsOf(objectOf(candidate['content'])['parts']);
  const thoughts = parts.filter(({ thought }) => thought === true);
  const others = parts.filter(({ thought }) => thought !== true);
  const calls = others.filter((part) => part['functionCall'] !== undefined);
  return {
    content: textsOf(others),
    reasoning: textsOf(thoughts),
    toolCalls: calls.map((part) => readCall(part, ids)),
    more: { ...readImages(others), ...readSignature(parts) },
  };
}

/** Undefined where no part is text; an empty text that only carries a signature is one. */
function textsOf(parts: readonly JsonObject[]): string | undefined {
  const texts = parts.map(({ text }) => textOf(text)).filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join('') : undefined;
}

function readCall(part: JsonObject, ids: CallIds): AnswerToolCall {
  const { id, name, args } = objectOf(part['functionCall']);
  const signature = textOf(part['thoughtSignature']);
  return {
    id: textOf(id) || ids.next(),
    name: textOf(name) ?? '',
    arguments: stringifyJson(args ?? {}),
    ...(signature !== undefined && { more: signedCall(signature) }),
  };
}

/** The signature of what is no call: the last one stands for all that was thought. */
function readSignature(parts: readonly JsonObject[]): JsonObject {
  const signature = parts
    .filter((part) => part['functionCall'] === undefined)
    .map((part) => textOf(part['thoughtSignature']))
    .findLast((text) => text !== undefined);
  return signature === undefined ? {} : signedMessage(signature);
}

/** Pictures that the model has made, as LiteLLM tells them. */
function readImages(parts: readonly JsonObject[]): JsonObject {
  const images = parts.map(readImage).filter((url) => url !== undefined);
  if (images.length === 0) return {};
  return {
    images: images.map((url, index) => ({ type: 'image_url', index, image_url: { url } })),
  };
}

function readImage({ inlineData }: JsonObject): string | undefined {
  const { mimeType, data } = objectOf(inlineData);
  const isImage = textOf(mimeType)?.startsWith('image/');
  return isImage && textOf(data) ? `data:${mimeType};base64,${data}` : undefined;
}

/** OpenAI's logprobs of Gemini's `logprobsResult`. */
export function readLogprobs({ logprobsResult }: JsonObject): JsonObject | undefined {
  const { chosenCandidates, topCandidates } = objectOf(logprobsResult);
  const chosen = objectsOf(chosenCandidates);
  if (chosen.length === 0) return undefined;
  const tops = objectsOf(topCandidates);
  return {
    content: chosen.map((token, index) => ({
      ...writeToken(token),
      top_logprobs: objectsOf(tops[index]?.['candidates']).map(writeToken),
    })),
  };
}

function writeToken({ token, logProbability }: JsonObject): JsonObject {
  const text: string = textOf(token) ?? '';
  const logprob: JsonValue = logProbability ?? 0;
  return { token: text, logprob, bytes: [...Buffer.from(text)] };
}
