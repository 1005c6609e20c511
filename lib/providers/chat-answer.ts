import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { compact } from './parameters.ts';
import { writeUsage } from './usage.ts';

/** Why an answer ended, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call';

/** One choice of an answer that an adapter has read. */
export interface AnswerChoice {
  /** Null where there is none, as with OpenAI. */
  content: string | null;
  reasoning?: string | undefined;
  toolCalls: readonly AnswerToolCall[];
  refusal?: string | undefined;
  finishReason: FinishReason | null;
  logprobs?: JsonObject | undefined;
  /** Members of the message that only this provider has, such as `thinking_blocks`. */
  more?: JsonObject;
}

export interface AnswerToolCall {
  id: string;
  name: string;
  /** JSON. */
  arguments: string;
  /** Members that only this provider has, such as a signature. */
  more?: JsonObject;
}

export interface AnswerHead {
  id: string;
  model: string;
  /** Seconds since 1970; undefined: now. */
  created?: number | undefined;
}

/** A whole chat answer of OpenAI's. */
export const writeAnswer = (
  { id, model, created }: AnswerHead,
  choices: readonly AnswerChoice[],
  usage: Usage | undefined,
): JsonObject =>
  compact({
    id,
    object: 'chat.completion',
    created: created ?? nowSeconds(),
    model,
    choices: choices.map((choice, index) => ({
      index,
      message: writeMessage(choice),
      logprobs: choice.logprobs ?? null,
      finish_reason: choice.finishReason,
    })),
    usage: usage && writeUsage(usage),
  });

const writeMessage = (choice: AnswerChoice): JsonObject =>
  compact({
    role: 'assistant',
    content: choice.content,
    refusal: choice.refusal ?? null,
    reasoning_content: choice.reasoning,
    tool_calls: choice.toolCalls.length > 0 ? choice.toolCalls.map(writeToolCall) : undefined,
    ...choice.more,
  });

const writeToolCall = ({ id, name, arguments: text, more }: AnswerToolCall): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: text },
  ...more,
});

/** The part of a message that one chunk adds. */
export interface Delta {
  content?: string;
  reasoning?: string;
  refusal?: string;
  toolCalls?: readonly DeltaToolCall[];
  logprobs?: JsonObject | undefined;
  /** Members that only this provider has. */
  more?: JsonObject;
}

/** `id` and `name` come once, with the first piece of the arguments. */
export interface DeltaToolCall {
  index: number;
  id?: string;
  name?: string;
  arguments: string;
  more?: JsonObject;
}

/** Makes the chunks of one streamed chat answer of OpenAI's. */
export class ChunkWriter {
  readonly #started = new Set<number>();
  readonly #head: { id: string; object: string; created: number; model: string };

  constructor({ id, model, created }: AnswerHead) {
    this.#head = { id, object: 'chat.completion.chunk', created: created ?? nowSeconds(), model };
  }

  /** The role comes with the first one of a choice. */
  delta(delta: Delta, choice = 0): JsonObject {
    const role = this.#started.has(choice) ? undefined : 'assistant';
    this.#started.add(choice);
    const { content, reasoning, refusal, toolCalls, logprobs, more } = delta;
    return this.#chunk(choice, logprobs, null, {
      role,
      content,
      reasoning_content: reasoning,
      refusal,
      tool_calls: toolCalls?.map(writeDeltaToolCall),
      ...more,
    });
  }

  finish(reason: FinishReason | null, choice = 0): JsonObject {
    return this.#chunk(choice, undefined, reason, {});
  }

  usage(usage: Usage): JsonObject {
    return { ...this.#head, choices: [], usage: writeUsage(usage) };
  }

  #chunk(
    index: number,
    logprobs: JsonObject | undefined,
    finish: FinishReason | null,
    delta: Record<string, JsonValue | undefined>,
  ): JsonObject {
    return {
      ...this.#head,
      choices: [
        { index, delta: compact(delta), logprobs: logprobs ?? null, finish_reason: finish },
      ],
    };
  }
}

const writeDeltaToolCall = ({
  index,
  id,
  name,
  arguments: text,
  more,
}: DeltaToolCall): JsonObject =>
  compact({
    index,
    id,
    type: id === undefined ? undefined : 'function',
    function: compact({ name, arguments: text }),
    ...more,
  });

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** The members of a value that should be an object. */
export const objectOf = (value: JsonValue | undefined): JsonObject =>
  isJsonObject(value) ? value : {};

/** The objects of a value that should be a list of them. */
export const objectsOf = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

export const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
