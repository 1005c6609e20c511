import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { ChunkWriter, type Delta, objectOf, textOf } from './chat-answer.ts';
import { readFinish, readLogprobs, readToolCalls } from './ollama-answer.ts';
import { readOllamaUsage } from './ollama-usage.ts';
import type { Failure, StreamEvent, StreamReader, StreamReading } from './provider.ts';
import { findError } from './read-failure.ts';

/** Turns the lines of one streamed answer into OpenAI's chunks. */
export interface LineReader {
  /** What a line adds. */
  add(line: JsonObject): JsonObject[];
  /** What the last line, which may add something too, tells of the end. */
  finish(line: JsonObject): JsonObject[];
}

/** Reads a streamed answer; its last line is `done`. */
export class OllamaStream implements StreamReader {
  readonly #lines: LineReader;
  #isDone = false;

  constructor(lines: LineReader) {
    this.#lines = lines;
  }

  read({ json }: StreamEvent): StreamReading | Failure {
    if (!json) return { chunks: [], usage: undefined };
    const failure = findError(json);
    if (failure) return failure;
    const chunks = this.#lines.add(json);
    if (json['done'] !== true) return { chunks, usage: undefined };
    this.#isDone = true;
    return { chunks: [...chunks, ...this.#lines.finish(json)], usage: readOllamaUsage(json) };
  }

  end(): readonly JsonObject[] | undefined {
    return this.#isDone ? [] : undefined;
  }
}

/** Those of a chat. */
export class ChatLines implements LineReader {
  readonly #writer: ChunkWriter;
  #calls = 0;

  constructor(model: string) {
    this.#writer = new ChunkWriter({ id: `chatcmpl-${randomUUID()}`, model });
  }

  /** A tool call comes whole, in one line. */
  add({ message, logprobs }: JsonObject): JsonObject[] {
    const members = objectOf(message);
    const content = textOf(members['content']) ?? '';
    const reasoning = textOf(members['thinking']) ?? '';
    const calls = readToolCalls(members).map((call) => ({ ...call, index: this.#calls++ }));
    const delta: Delta = {
      ...(content !== '' && { content }),
      ...(reasoning !== '' && { reasoning }),
      ...(calls.length > 0 && { toolCalls: calls }),
    };
    if (Object.keys(delta).length === 0) return [];
    return [this.#writer.delta({ ...delta, logprobs: readLogprobs(logprobs) })];
  }

  finish(line: JsonObject): JsonObject[] {
    const usage = readOllamaUsage(line);
    const end = this.#writer.finish(readFinish(line, this.#calls > 0));
    return usage ? [end, this.#writer.usage(usage)] : [end];
  }
}
