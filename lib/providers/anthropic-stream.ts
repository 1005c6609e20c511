import { type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import type { Usage } from '../usage.ts';
import { readMessagesUsage, readRefusal, readStopReason } from './anthropic-answer.ts';
import { ChunkWriter, type Delta, objectOf, objectsOf, textOf } from './chat-answer.ts';
import type { Failure, StreamEvent, StreamReader, StreamReading } from './provider.ts';
import { findError } from './read-failure.ts';

/** A block whose end needs what came before. */
type OpenBlock = OpenCall | OpenThinking;

interface OpenCall {
  type: 'call';
  /** Among the calls of the answer. */
  index: number;
  /** As told at its start; the arguments, where no pieces of them follow. */
  input: JsonValue;
  hasArguments: boolean;
}

interface OpenThinking {
  type: 'thinking';
  thinking: string;
  signature: string;
}

/** Reads the events of one streamed message. Those of a type that is not known are passed over. */
export class MessagesReader implements StreamReader {
  readonly #blocks = new Map<JsonValue | undefined, OpenBlock>();
  /** The API's counts of all events: later ones replace those before. */
  readonly #counts: JsonObject = {};
  readonly #model: string;
  #writer: ChunkWriter;
  #usage: Usage | undefined;
  #calls = 0;
  /** Why the message ended, where that has been told but not been passed on. */
  #stopReason: JsonValue | undefined;
  #hasEnded = false;

  /** `model` stands in where the stream names none. */
  constructor(model: string) {
    this.#model = model;
    this.#writer = new ChunkWriter({ id: '', model });
  }

  read({ json = {} }: StreamEvent): StreamReading | Failure {
    switch (json['type']) {
      case 'message_start':
        return this.#start(objectOf(json['message']));
      case 'content_block_start':
        return this.#say(this.#openBlock(json['index'], objectOf(json['content_block'])));
      case 'content_block_delta':
        return this.#say(this.#readDelta(json['index'], objectOf(json['delta'])));
      case 'content_block_stop':
        return this.#say(this.#closeBlock(json['index']));
      case 'message_delta':
        return this.#finish(objectOf(json['delta']), json['usage']);
      case 'message_stop':
        return this.#stop();
      default:
        return findError(json) ?? this.#say(undefined);
    }
  }

  end(): readonly JsonObject[] | undefined {
    return this.#hasEnded ? [] : undefined;
  }

  /** After tools that the API runs itself, a message may start with what it already says, and why it ended. */
  #start({ id, model, usage, content, stop_reason: reason }: JsonObject): StreamReading {
    this.#writer = new ChunkWriter({ id: textOf(id) ?? '', model: textOf(model) ?? this.#model });
    this.#stopReason = reason;
    const chunks = objectsOf(content)
      .flatMap((block, index) => [this.#openBlock(index, block), this.#closeBlock(index)])
      .flatMap((delta) => (delta ? [this.#writer.delta(delta)] : []));
    return { chunks, usage: this.#count(usage) };
  }

  #openBlock(index: JsonValue | undefined, block: JsonObject): Delta | undefined {
    switch (block['type']) {
      case 'text':
        return contentOf(block['text']);
      case 'thinking':
        this.#blocks.set(index, { type: 'thinking', thinking: '', signature: '' });
        return this.#readThinking(index, block);
      case 'redacted_thinking':
        return { more: { thinking_blocks: [block] } };
      case 'tool_use':
        return this.#openCall(index, block);
      default:
        return undefined;
    }
  }

  #openCall(at: JsonValue | undefined, { id, name, input = {} }: JsonObject): Delta {
    const index = this.#calls;
    this.#calls += 1;
    this.#blocks.set(at, { type: 'call', index, input, hasArguments: false });
    return {
      toolCalls: [{ index, id: textOf(id) ?? '', name: textOf(name) ?? '', arguments: '' }],
    };
  }

  #readDelta(index: JsonValue | undefined, delta: JsonObject): Delta | undefined {
    switch (delta['type']) {
      case 'text_delta':
        return contentOf(delta['text']);
      case 'thinking_delta':
      case 'signature_delta':
        return this.#readThinking(index, delta);
      case 'input_json_delta':
        return this.#readArguments(index, textOf(delta['partial_json']) ?? '');
      default:
        return undefined;
    }
  }

  #readThinking(index: JsonValue | undefined, piece: JsonObject): Delta | undefined {
    const block = this.#blocks.get(index);
    if (block?.type !== 'thinking') return undefined;
    const thinking = textOf(piece['thinking']) ?? '';
    block.thinking += thinking;
    block.signature += textOf(piece['signature']) ?? '';
    return thinking === '' ? undefined : { reasoning: thinking };
  }

  /** Those of a call that the API makes itself are no call of the answer's. */
  #readArguments(index: JsonValue | undefined, piece: string): Delta | undefined {
    const block = this.#blocks.get(index);
    if (block?.type !== 'call' || piece === '') return undefined;
    block.hasArguments = true;
    return { toolCalls: [{ index: block.index, arguments: piece }] };
  }

  #closeBlock(index: JsonValue | undefined): Delta | undefined {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    if (block?.type === 'thinking') return { more: { thinking_blocks: [toThinking(block)] } };
    if (block?.type !== 'call' || block.hasArguments) return undefined;
    return { toolCalls: [{ index: block.index, arguments: stringifyJson(block.input) }] };
  }

  #finish(delta: JsonObject, counted: JsonValue | undefined): StreamReading {
    const usage = this.#count(counted);
    const refusal = readRefusal(delta);
    const chunks = refusal === undefined ? [] : [this.#writer.delta({ refusal })];
    this.#stopReason = delta['stop_reason'] ?? this.#stopReason;
    return { chunks: [...chunks, ...this.#tellReason()], usage };
  }

  #tellReason(): JsonObject[] {
    const reason = readStopReason(this.#stopReason, this.#calls > 0);
    this.#stopReason = undefined;
    return reason ? [this.#writer.finish(reason)] : [];
  }

  #stop(): StreamReading {
    this.#hasEnded = true;
    const chunks = this.#tellReason();
    if (this.#usage) chunks.push(this.#writer.usage(this.#usage));
    return { chunks, usage: undefined };
  }

  /** The counts so far. The members of `message_delta` go on from those of the start, or are left out. */
  #count(usage: JsonValue | undefined): Usage | undefined {
    for (const [name, value] of Object.entries(objectOf(usage))) {
      if (value !== null) this.#counts[name] = value;
    }
    if (Object.keys(this.#counts).length > 0) this.#usage = readMessagesUsage(this.#counts);
    return this.#usage;
  }

  #say(delta: Delta | undefined): StreamReading {
    return { chunks: delta ? [this.#writer.delta(delta)] : [], usage: undefined };
  }
}

const contentOf = (text: JsonValue | undefined): Delta | undefined =>
  typeof text === 'string' && text !== '' ? { content: text } : undefined;

/** LiteLLM's, whole, so that it can be sent back. */
const toThinking = ({ thinking, signature }: OpenThinking): JsonObject => ({
  type: 'thinking',
  thinking,
  ...(signature !== '' && { signature }),
});
