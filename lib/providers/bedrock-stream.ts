import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { isOfServer, newId } from './bedrock-answer.ts';
import { readStopReason } from './bedrock-stop.ts';
import { readThinking } from './bedrock-thinking.ts';
import { readTokenUsage } from './bedrock-usage.ts';
import { ChunkWriter, objectOf, textOf } from './chat-answer.ts';
import { compact } from './parameters.ts';
import type { Failure, StreamEvent, StreamReader, StreamReading, Target } from './provider.ts';
import { readErrorObject } from './read-failure.ts';

/** A block under way. */
type OpenBlock = OpenCall | OpenThinking;

interface OpenCall {
  type: 'call';
  index: number;
  hasArguments: boolean;
}

interface OpenThinking {
  type: 'thinking';
  text: string;
  signature: string;
}

/** Reads the events of ConverseStream. */
export class BedrockStream implements StreamReader {
  readonly #writer: ChunkWriter;
  readonly #blocks = new Map<JsonValue | undefined, OpenBlock>();
  #calls = 0;
  #hasStopped = false;
  #usage: Usage | undefined;

  constructor({ upstreamModel }: Target) {
    this.#writer = new ChunkWriter({ id: newId(), model: upstreamModel });
  }

  read({ name, json = {} }: StreamEvent): StreamReading | Failure {
    const chunks = readException(json) ?? this.#readEvent(name, json);
    return Array.isArray(chunks) ? { chunks, usage: this.#usage } : chunks;
  }

  /** Each whole stream ends with the usage, after the stop. */
  end(): readonly JsonObject[] | undefined {
    return this.#hasStopped && this.#usage ? [] : undefined;
  }

  #readEvent(name: string | undefined, event: JsonObject): JsonObject[] | Failure {
    switch (name) {
      case 'contentBlockStart':
        return this.#openBlock(event);
      case 'contentBlockDelta':
        return this.#readDelta(event);
      case 'contentBlockStop':
        return this.#closeBlock(event);
      case 'messageStop':
        return this.#stop(event);
      case 'metadata':
        return this.#finish(event);
      default:
        return [];
    }
  }

  /** Of a call; other blocks begin with what they say. */
  #openBlock({ start, contentBlockIndex }: JsonObject): JsonObject[] {
    const { toolUseId, name, type } = objectOf(objectOf(start)['toolUse']);
    if (typeof toolUseId !== 'string' || typeof name !== 'string' || isOfServer(type)) return [];
    const index = this.#calls;
    this.#calls += 1;
    this.#blocks.set(contentBlockIndex, { type: 'call', index, hasArguments: false });
    return [this.#writer.delta({ toolCalls: [{ index, id: toolUseId, name, arguments: '' }] })];
  }

  #readDelta({ delta, contentBlockIndex }: JsonObject): JsonObject[] {
    const { text, toolUse, reasoningContent } = objectOf(delta);
    if (isJsonObject(toolUse)) return this.#addArguments(contentBlockIndex, toolUse);
    if (isJsonObject(reasoningContent)) {
      return this.#addThinking(contentBlockIndex, reasoningContent);
    }
    return typeof text === 'string' && text !== '' ? [this.#writer.delta({ content: text })] : [];
  }

  #addArguments(at: JsonValue | undefined, { input }: JsonObject): JsonObject[] {
    const call = this.#blocks.get(at);
    if (call?.type !== 'call' || typeof input !== 'string' || input === '') return [];
    call.hasArguments = true;
    return [this.#writer.delta({ toolCalls: [{ index: call.index, arguments: input }] })];
  }

  /** A ReasoningContentBlockDelta. */
  #addThinking(at: JsonValue | undefined, content: JsonObject): JsonObject[] {
    const { text, signature, redactedContent } = content;
    if (redactedContent !== undefined) return [this.#think(content)];
    const block = this.#blocks.get(at);
    const open = block?.type === 'thinking' ? block : newThinking();
    this.#blocks.set(at, open);
    open.signature += textOf(signature) ?? '';
    if (typeof text !== 'string' || text === '') return [];
    open.text += text;
    return [this.#writer.delta({ reasoning: text })];
  }

  /** Thinking is said once more as a whole, so that it can be sent back. Arguments are JSON, also of a call without any. */
  #closeBlock({ contentBlockIndex: at }: JsonObject): JsonObject[] {
    const block = this.#blocks.get(at);
    if (block?.type === 'thinking') {
      return [
        this.#think({
          reasoningText: compact({ text: block.text, signature: block.signature || undefined }),
        }),
      ];
    }
    return block?.hasArguments === false ? this.#addArguments(at, { input: '{}' }) : [];
  }

  #think(content: JsonObject): JsonObject {
    return this.#writer.delta({ more: { thinking_blocks: [readThinking(content)] } });
  }

  #stop({ stopReason }: JsonObject): JsonObject[] | Failure {
    const reason = readStopReason(stopReason, this.#calls > 0);
    if (typeof reason === 'object') return reason;
    this.#hasStopped = true;
    return [this.#writer.finish(reason)];
  }

  #finish({ usage }: JsonObject): JsonObject[] {
    this.#usage = readTokenUsage(usage);
    return this.#usage ? [this.#writer.usage(this.#usage)] : [];
  }
}

const newThinking = (): OpenThinking => ({ type: 'thinking', text: '', signature: '' });

/** The statuses of ConverseStreamOutput's exceptions; its 424 says to retry, as a 500 does. */
const statuses: Readonly<Record<string, number>> = {
  ThrottlingException: 429,
  ValidationException: 400,
  ServiceUnavailableException: 503,
  ModelTimeoutException: 408,
};

function readException({ __type: type, message }: JsonObject): Failure | undefined {
  if (typeof type !== 'string') return undefined;
  return readErrorObject(compact({ code: type, message }), statuses[type] ?? 500);
}
