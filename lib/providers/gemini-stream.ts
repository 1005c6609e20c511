import type { JsonObject, JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { ChunkWriter, objectsOf } from './chat-answer.ts';
import { readBlock, readHead } from './gemini-answer.ts';
import { CallIds, readCandidateParts, readLogprobs } from './gemini-candidate.ts';
import { readFinishReason } from './gemini-finish.ts';
import { readGeminiUsage } from './gemini-usage.ts';
import type { Failure, StreamEvent, StreamReader, StreamReading } from './provider.ts';
import { findError } from './read-failure.ts';

/** Reads the events of streamGenerateContent, each of which looks like a whole answer. */
export class GeminiStream implements StreamReader {
  readonly #model: string;
  #output: { writer: ChunkWriter; ids: CallIds } | undefined;
  /** How many calls each candidate has made. */
  readonly #calls = new Map<number, number>();
  /** Why each candidate has ended, as far as it has told. */
  readonly #reasons = new Map<number, JsonValue>();
  #usage: Usage | undefined;

  constructor(model: string) {
    this.#model = model;
  }

  read({ json }: StreamEvent): StreamReading | Failure {
    if (!json) return { chunks: [], usage: undefined };
    const failure = findError(json);
    if (failure) return failure;
    this.#output ??= this.#start(json);
    const usage = readGeminiUsage(json['usageMetadata']);
    this.#usage = usage ?? this.#usage;
    return { chunks: this.#chunksOf(json, this.#output), usage };
  }

  /** The reasons come only here, since some streams tell STOP with every event (BerriAI/litellm#2195). */
  end(): readonly JsonObject[] | undefined {
    const isWhole = [...this.#calls.keys()].every((index) => this.#reasons.has(index));
    if (!isWhole || this.#reasons.size === 0 || !this.#output) return undefined;
    const { writer } = this.#output;
    const ends = Array.from(this.#reasons, ([index, reason]) => {
      const hasToolCalls = (this.#calls.get(index) ?? 0) > 0;
      return writer.finish(readFinishReason(reason, hasToolCalls), index);
    });
    return this.#usage ? [...ends, writer.usage(this.#usage)] : ends;
  }

  #start(json: JsonObject) {
    const head = readHead(json, this.#model);
    return { writer: new ChunkWriter(head), ids: new CallIds(head.id) };
  }

  #chunksOf(json: JsonObject, { writer, ids }: { writer: ChunkWriter; ids: CallIds }) {
    const refusal = readBlock(json);
    if (refusal !== undefined) {
      this.#reasons.set(0, 'SAFETY');
      return [writer.delta({ refusal })];
    }
    return objectsOf(json['candidates']).flatMap((candidate) => {
      this.#noteReason(candidate);
      return this.#delta(candidate, writer, ids);
    });
  }

  #noteReason({ index, finishReason = null }: JsonObject): void {
    if (readFinishReason(finishReason, false)) this.#reasons.set(indexOf(index), finishReason);
  }

  #delta(candidate: JsonObject, writer: ChunkWriter, ids: CallIds): JsonObject[] {
    const { content, reasoning, toolCalls, more } = readCandidateParts(candidate, ids);
    const index = indexOf(candidate['index']);
    const before = this.#calls.get(index) ?? 0;
    this.#calls.set(index, before + toolCalls.length);
    const logprobs = readLogprobs(candidate);
    const delta = {
      ...(content && { content }),
      ...(reasoning && { reasoning }),
      ...(toolCalls.length > 0 && {
        toolCalls: toolCalls.map((call, at) => ({ ...call, index: before + at })),
      }),
      ...(Object.keys(more).length > 0 && { more }),
      ...(logprobs && { logprobs }),
    };
    return Object.keys(delta).length > 0 ? [writer.delta(delta, index)] : [];
  }
}

/** Absent where there is only one, as for all zeros of Google's. */
const indexOf = (index: JsonValue | undefined): number => (typeof index === 'number' ? index : 0);
