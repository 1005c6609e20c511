import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { changed, newCallId, writeArguments } from './openai-answer.ts';

/** A call that has begun. */
interface OpenCall {
  /** Its provider's; undefined where that gave none. */
  id: string | undefined;
  /** So far: some servers send it in pieces. */
  name: string;
}

/**
 * The tool calls of one streamed choice, as OpenAI's clients put them together: all pieces have an index and
 * arguments that are text, the first one of a call has its id and type too, and nothing comes twice.
 */
export class ToolCallStream {
  /** By OpenAI's index. */
  readonly #calls = new Map<number, OpenCall>();
  /** Beyond the greatest one. */
  #next = 0;
  /** What a server's index stands for, where another call has it already. */
  readonly #moved = new Map<number, number>();

  normalise(call: JsonObject): JsonObject {
    const index = this.#indexOf(call);
    const open = this.#calls.get(index);
    const better = withTextArguments(open ? withoutRepeats(call, open) : this.#begin(call, index));
    return better['index'] === index ? better : { ...better, index };
  }

  #begin(call: JsonObject, index: number): JsonObject {
    const id = textIn(call['id']);
    this.#calls.set(index, { id, name: nameIn(call) ?? '' });
    this.#next = Math.max(this.#next, index + 1);
    const changes: JsonObject = {};
    if (id === undefined) changes['id'] = newCallId();
    if (typeof call['type'] !== 'string') changes['type'] = 'function';
    return changed(call, changes);
  }

  /** Gateways may give each of many calls the same index: what has another id and a name is another call. */
  #indexOf(call: JsonObject): number {
    const { index } = call;
    if (!isIndex(index)) return this.#indexWithout(call);
    const place = this.#moved.get(index) ?? index;
    const id = textIn(call['id']);
    const known = this.#calls.get(place)?.id;
    const isOther = id !== undefined && known !== undefined && id !== known;
    if (!isOther || nameIn(call) === undefined) return place;
    const other = this.#placeOf(id) ?? this.#next;
    this.#moved.set(index, other);
    return other;
  }

  /** A new id or name begins a new call, and the rest belongs to the last one. */
  #indexWithout(call: JsonObject): number {
    const id = textIn(call['id']);
    const isNew = id !== undefined || nameIn(call) !== undefined;
    const place = id === undefined ? undefined : this.#placeOf(id);
    return place ?? Math.max(0, isNew ? this.#next : this.#next - 1);
  }

  #placeOf(id: string): number | undefined {
    for (const [place, call] of this.#calls) if (call.id === id) return place;
    return undefined;
  }
}

const isIndex = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Clients append what comes to what they have, so that an id or a name said again would be doubled. */
function withoutRepeats(call: JsonObject, open: OpenCall): JsonObject {
  const { id, ...others } = call;
  const once = textIn(id) === undefined ? call : others;
  const name = nameIn(call);
  if (name === undefined) return once;
  if (name !== open.name) {
    open.name += name;
    return once;
  }
  const { name: _, ...called } = functionOf(call);
  return { ...once, function: called };
}

/** Some servers give the arguments as an object. */
function withTextArguments(call: JsonObject): JsonObject {
  const called = call['function'];
  if (!isJsonObject(called) || typeof called['arguments'] === 'string') return call;
  return { ...call, function: { ...called, arguments: writeArguments(called['arguments']) } };
}

const functionOf = (call: JsonObject): JsonObject =>
  isJsonObject(call['function']) ? call['function'] : {};

const nameIn = (call: JsonObject): string | undefined => textIn(functionOf(call)['name']);

const textIn = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
