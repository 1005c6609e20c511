import { RecordError } from './errors.ts';
import { findJsonFault, isJsonObject, type JsonObject, type JsonValue, parseJson } from './json.ts';

/** One chat message of a prompt; its `content` is text or an array of parts, or null beside calls of tools. */
export type Message = JsonObject & { role: string };

/** Where a record begins in the input, for people. */
export interface Position {
  file: string;
  /** Counts from 1; undefined where the format does not tell. */
  line: number | undefined;
  /** In characters, counts from 1; told where a line may hold several records. */
  column?: number;
}

/**
 * One object of the input on its way through the stages. `raw` is its text as read, without the line
 * feed; what stages add waits in `added` until the sink splices it in, so that the user's own bytes
 * stay untouched.
 */
export class PipeRecord {
  /** Its ordinal in the input, from 0; blank lines do not count. */
  readonly index: number;
  readonly position: Position;
  readonly raw: string;
  /** True where it is known that no number in it is too long for a double. */
  readonly #fitsDoubles: true | undefined;
  /** Members that stages added. */
  added: Map<string, JsonValue> | undefined = undefined;
  /** True once a stage has replaced or removed one of the user's own members. */
  isRewritten = false;
  /** The prompt for the next call. */
  messages: Message[] | undefined = undefined;
  /** Members that it brings for the request of that call, such as `max_tokens`. */
  params: JsonObject | undefined = undefined;
  #value: JsonObject | undefined = undefined;

  constructor(index: number, position: Position, raw: string, fitsDoubles?: true) {
    this.index = index;
    this.position = position;
    this.raw = raw;
    this.#fitsDoubles = fitsDoubles;
  }

  /** The object with everything that stages have set, parsed when first needed. @throws RecordError */
  get value(): JsonObject {
    this.#value ??= parseObject(this.raw, this.#fitsDoubles);
    return this.#value;
  }

  /** Lets go of all but the raw text: a batch is kept until its last record has been taken. */
  release(): void {
    this.#value = undefined;
    this.added = undefined;
    this.messages = undefined;
    this.params = undefined;
  }

  /** Sets a member, but not one named `__proto__`; the next stages see it in `value`. */
  set(name: string, value: JsonValue): void {
    const object = this.value;
    if (!this.isRewritten && Object.hasOwn(object, name) && !this.added?.has(name)) {
      this.isRewritten = true;
    }
    this.added ??= new Map();
    this.added.set(name, value);
    object[name] = value;
  }
}

/** An input line as an object. @throws RecordError `input_parse`, its message names the column */
export function parseObject(raw: string, fitsDoubles?: true): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(raw, fitsDoubles);
  } catch (cause) {
    const { column, message } = findJsonFault(raw);
    throw new RecordError('input_parse', `column ${column}: ${message}`, { cause });
  }
  if (isJsonObject(value)) return value;
  throw new RecordError('input_parse', `column 1: expected an object, got ${kindOf(value)}`);
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'bigint' ? 'a number' : `a ${typeof value}`;
}
