import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { changed, normaliseContent, normaliseReason } from './openai-answer.ts';
import { findFault, readErrorEvent } from './openai-fault.ts';
import { ToolCallStream } from './openai-tool-calls.ts';
import { readUsage } from './openai-usage.ts';
import type { Failure, StreamEvent, StreamReader, StreamReading } from './provider.ts';
import { findError } from './read-failure.ts';

/**
 * Reads a stream of OpenAI's chunks. A chunk goes on as it came, unless a vendor has left out or written
 * otherwise what OpenAI's clients rely on.
 */
export class OpenAiStream implements StreamReader {
  readonly #expectsUsage: boolean;
  readonly #choices = new Map<number, ChoiceStream>();
  #usage: Usage | undefined;
  #isMarked = false;

  /** `expectsUsage`: the request has asked for it. */
  constructor(expectsUsage: boolean) {
    this.#expectsUsage = expectsUsage;
  }

  read(event: StreamEvent): StreamReading | Failure {
    const { json } = event;
    if (!json) {
      this.#isMarked = true;
      return { chunks: undefined, usage: undefined };
    }
    const failure = findError(json) ?? readErrorEvent(event) ?? findFault(json['choices']);
    if (failure) return failure;
    const usage = readUsage(json);
    this.#usage = usage ?? this.#usage;
    const chunk = this.#normalise(json);
    return { chunks: chunk === json ? undefined : [chunk], usage };
  }

  /**
   * Perplexity sends no `[DONE]` (recording 59ffdb8ea932). Then the answer is whole when every choice has
   * told why it ends, and the usage, which comes last, is there too if it was asked for.
   */
  end(): readonly JsonObject[] | undefined {
    const choices = [...this.#choices.values()];
    const hasFinished = choices.length > 0 && choices.every(({ hasFinished }) => hasFinished);
    const isWhole = hasFinished && (this.#usage !== undefined || !this.#expectsUsage);
    return this.#isMarked || isWhole ? [] : undefined;
  }

  #normalise(chunk: JsonObject): JsonObject {
    const { choices } = chunk;
    if (!Array.isArray(choices)) return { ...chunk, choices: [] };
    let better: JsonValue[] | undefined;
    for (const [index, choice] of choices.entries()) {
      if (!isJsonObject(choice)) continue;
      const normal = this.#choice(choice, index).normalise(choice);
      if (normal === choice) continue;
      better ??= [...choices];
      better[index] = normal;
    }
    return better ? { ...chunk, choices: better } : chunk;
  }

  #choice(choice: JsonObject, place: number): ChoiceStream {
    const index = typeof choice['index'] === 'number' ? choice['index'] : place;
    let stream = this.#choices.get(index);
    if (!stream) {
      stream = new ChoiceStream(index);
      this.#choices.set(index, stream);
    }
    return stream;
  }
}

/** One choice of a stream: what its deltas have told so far. */
class ChoiceStream {
  hasFinished = false;
  readonly #index: number;
  #hasRole = false;
  readonly #toolCalls = new ToolCallStream();

  constructor(index: number) {
    this.#index = index;
  }

  normalise(choice: JsonObject): JsonObject {
    const changes: JsonObject = {};
    const { finish_reason: reason, delta } = choice;
    if (typeof choice['index'] !== 'number') changes['index'] = this.#index;
    if (typeof reason === 'string' && reason !== '') {
      this.hasFinished = true;
      const normal = normaliseReason(reason);
      if (normal) changes['finish_reason'] = normal;
    }
    if (isJsonObject(delta)) {
      const better = this.#normaliseDelta(delta);
      if (better !== delta) changes['delta'] = better;
    }
    return changed(choice, changes);
  }

  #normaliseDelta(delta: JsonObject): JsonObject {
    const changes = normaliseContent(delta);
    if (!this.#hasRole && typeof delta['role'] !== 'string') changes['role'] = 'assistant';
    this.#hasRole = true;
    const calls = delta['tool_calls'];
    if (Array.isArray(calls)) {
      const better = calls.map((call) =>
        isJsonObject(call) ? this.#toolCalls.normalise(call) : call,
      );
      if (better.some((call, index) => call !== calls[index])) changes['tool_calls'] = better;
    }
    return changed(delta, changes);
  }
}
