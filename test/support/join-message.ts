import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** The message that a client puts together from the deltas of the first choice, with all its members. */
export function joinMessage(chunks: readonly JsonObject[]): JsonObject {
  const message: JsonObject = {};
  for (const { choices } of chunks) {
    const [choice] = Array.isArray(choices) ? choices : [];
    const delta = isJsonObject(choice) ? choice['delta'] : undefined;
    if (isJsonObject(delta)) add(message, delta);
  }
  return message;
}

function add(to: JsonObject, delta: JsonObject): void {
  for (const [name, value] of Object.entries(delta)) {
    const before = to[name];
    if (before === undefined || before === null) to[name] = structuredClone(value);
    else to[name] = join(name, before, value);
  }
}

/** Texts and lists grow; calls, which have an index, are put together one by one. */
function join(name: string, before: JsonValue, value: JsonValue): JsonValue {
  if (Array.isArray(before) && Array.isArray(value)) {
    return name === 'tool_calls' ? joinCalls(before, value) : [...before, ...value];
  }
  if (isJsonObject(before) && isJsonObject(value)) {
    add(before, value);
    return before;
  }
  return typeof before === 'string' && typeof value === 'string' ? before + value : before;
}

function joinCalls(calls: JsonValue[], pieces: readonly JsonValue[]): JsonValue[] {
  for (const piece of pieces.filter(isJsonObject)) {
    const call = calls.filter(isJsonObject).find(({ index }) => index === piece['index']);
    if (call) add(call, piece);
    else calls.push(piece);
  }
  return calls;
}
