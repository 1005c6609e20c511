import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts';
import { objectOf, textOf } from './chat-answer.ts';
import {
  type AssistantMessage,
  type ChatMessage,
  joinTexts,
  type Part,
  parseArguments,
  type ToolCall,
  type ToolMessage,
} from './chat-messages.ts';
import { isGemini3 } from './gemini-model.ts';
import { writePart } from './gemini-parts.ts';
import { signatureIn } from './gemini-signature.ts';
import { compact } from './parameters.ts';
import { badRequest } from './unsupported.ts';

/** What differs between Google's two APIs. */
export interface GeminiDialect {
  /** Vertex AI's v1 has no ids of calls: their results are told by name and order. */
  hasCallIds: boolean;
}

/**
 * Stands for the signature of a call that another model has made, without which Gemini 3 refuses the
 * conversation (Gemini API, "Thought signatures").
 */
const foreignSignature = 'skip_thought_signature_validator';

interface Turn {
  role: 'user' | 'model';
  parts: JsonObject[];
  isResults: boolean;
}

/** All system messages in their order: Gemini has one place for them, before the conversation. */
export function writeSystem(messages: readonly ChatMessage[]): JsonObject | undefined {
  const parts = messages
    .filter(({ role }) => role === 'system')
    .flatMap((message) => message.parts.filter(says).map(writePart));
  return parts.length > 0 ? { parts } : undefined;
}

/** The conversation; the results of parallel calls make one turn, as Gemini wants them. */
export function writeContents(
  messages: readonly ChatMessage[],
  model: string,
  dialect: GeminiDialect,
): JsonObject[] {
  const writer = new TurnWriter(model, dialect);
  const turns: Turn[] = [];
  for (const message of messages) {
    const turn = writer.turn(message);
    const last = turns.at(-1);
    if (last?.isResults && turn.isResults) last.parts.push(...turn.parts);
    else if (turn.parts.length > 0) turns.push(turn);
  }
  return turns.map(({ role, parts }) => ({ role, parts }));
}

class TurnWriter {
  readonly #model: string;
  readonly #hasCallIds: boolean;
  /** The functions' names by the ids of their calls. */
  readonly #names = new Map<string, string>();

  constructor(model: string, { hasCallIds }: GeminiDialect) {
    this.#model = model;
    this.#hasCallIds = hasCallIds;
  }

  turn(message: ChatMessage): Turn {
    switch (message.role) {
      case 'system':
        return { role: 'user', parts: [], isResults: false };
      case 'user':
        return {
          role: 'user',
          parts: message.parts.filter(says).map(writePart),
          isResults: false,
        };
      case 'assistant':
        return { role: 'model', parts: this.#answer(message), isResults: false };
      case 'tool':
        return { role: 'user', parts: [this.#result(message)], isResults: true };
    }
  }

  #answer({ parts, toolCalls, members }: AssistantMessage): JsonObject[] {
    const signature = signatureIn(members);
    const texts = (signature === undefined ? parts.filter(says) : parts).map(writePart);
    const last = texts.at(-1);
    if (signature !== undefined && last) last['thoughtSignature'] = signature;
    return [...texts, ...toolCalls.map((call, index) => this.#call(call, index))];
  }

  #call(call: ToolCall, index: number): JsonObject {
    this.#names.set(call.id, call.name);
    const own = signatureIn(call.members) ?? signatureIn(objectOf(call.members['function']));
    // Of parallel calls only the first one is signed.
    const mustSign = index === 0 && isGemini3(this.#model);
    return compact({
      functionCall: compact({
        id: this.#idOf(call.id),
        name: call.name,
        args: parseArguments(call),
      }),
      thoughtSignature: own ?? (mustSign ? foreignSignature : undefined),
    });
  }

  #result({ toolCallId, parts, members }: ToolMessage): JsonObject {
    const name = this.#names.get(toolCallId) ?? textOf(members['name']);
    if (name === undefined) throw badRequest(`no call has the tool_call_id "${toolCallId}"`);
    const others = parts.filter(({ type }) => type !== 'text').map(writePart);
    return {
      functionResponse: compact({
        id: this.#idOf(toolCallId),
        name,
        response: writeResult(joinTexts(parts)),
        parts: others.length > 0 ? others : undefined,
      }),
    };
  }

  #idOf(id: string): string | undefined {
    return this.#hasCallIds ? id : undefined;
  }
}

/** An empty text is refused (langchain-ai/langchainjs#9922), unless it carries a signature. */
const says = (part: Part): boolean => part.type !== 'text' || part.text !== '';

/** Gemini wants an object; what is none is told as its `output` (Vertex AI, FunctionResponse). */
function writeResult(text: string): JsonObject {
  const value = tryParse(text);
  return isJsonObject(value) ? value : { output: text };
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
