import type { JsonObject, JsonValue } from '../json.ts';
import { ChunkWriter, type Delta, objectOf, objectsOf, textOf } from './chat-answer.ts';
import { readFinish, readLogprobs } from './cohere-answer.ts';
import { readCohereUsage } from './cohere-usage.ts';
import { compact } from './parameters.ts';
import {
  type Failure,
  isFailure,
  type StreamEvent,
  type StreamReader,
  type StreamReading,
} from './provider.ts';
import { findError } from './read-failure.ts';

const nothing: StreamReading = { chunks: [], usage: undefined };

/** Reads the events of a streamed chat; `message-end` is the last one. */
export class CohereStream implements StreamReader {
  readonly #model: string;
  #writer: ChunkWriter;
  /** Cohere's index of each tool call so far; its place is OpenAI's. */
  readonly #calls: (JsonValue | undefined)[] = [];
  #hasEnded = false;

  constructor(model: string) {
    this.#model = model;
    this.#writer = new ChunkWriter({ id: '', model });
  }

  read({ json }: StreamEvent): StreamReading | Failure {
    if (!json) return nothing;
    const failure = findError(json);
    if (failure) return failure;
    const delta = objectOf(json['delta']);
    const message = objectOf(delta['message']);
    switch (json['type']) {
      case 'message-start':
        this.#writer = new ChunkWriter({ id: textOf(json['id']) ?? '', model: this.#model });
        return nothing;
      case 'content-start':
      case 'content-delta':
        return this.#add(readContent(objectOf(message['content']), json['logprobs']));
      case 'tool-plan-delta':
        return this.#add({ more: compact({ tool_plan: textOf(message['tool_plan']) }) });
      case 'tool-call-start':
        this.#calls.push(json['index']);
        return this.#addToolCall(json['index'], objectOf(message['tool_calls']));
      case 'tool-call-delta':
        return this.#addToolCall(json['index'], objectOf(message['tool_calls']));
      case 'citation-start':
        return this.#add({ more: { citations: [message['citations'] ?? []].flat() } });
      case 'message-end':
        return this.#end(delta);
      default:
        return nothing;
    }
  }

  end(): readonly JsonObject[] | undefined {
    return this.#hasEnded ? [] : undefined;
  }

  #add(delta: Delta): StreamReading {
    return { chunks: [this.#writer.delta(delta)], usage: undefined };
  }

  #addToolCall(index: JsonValue | undefined, { id, function: value }: JsonObject): StreamReading {
    const called = objectOf(value);
    const name = textOf(called['name']);
    return this.#add({
      toolCalls: [
        {
          index: this.#calls.lastIndexOf(index),
          ...(typeof id === 'string' && { id }),
          ...(name !== undefined && { name }),
          arguments: textOf(called['arguments']) ?? '',
        },
      ],
    });
  }

  #end(delta: JsonObject): StreamReading | Failure {
    const finish = readFinish(delta);
    if (isFailure(finish)) return finish;
    this.#hasEnded = true;
    const usage = readCohereUsage(delta['usage']);
    const chunks = [this.#writer.finish(finish.reason)];
    if (usage) chunks.push(this.#writer.usage(usage));
    return { chunks, usage };
  }
}

function readContent(content: JsonObject, logprobs: JsonValue | undefined): Delta {
  const text = textOf(content['text']);
  const reasoning = textOf(content['thinking']);
  return {
    ...(text !== undefined && { content: text }),
    ...(reasoning !== undefined && { reasoning }),
    logprobs: readLogprobs(objectsOf([logprobs ?? null])),
  };
}
