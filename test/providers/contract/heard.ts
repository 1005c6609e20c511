import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';

/**
 * What a request says, whatever the format: OpenAI's parameters by their names, and its messages as `system`
 * and `said`. Formats that say the same are equal here.
 */
export type Heard = JsonObject;

/** Reads what a body in the provider's words says. */
export type Listener = (body: JsonObject) => Heard;

/** What OpenAI's parameters mean where they are left out. */
const defaults: JsonObject = {
  frequency_penalty: 0,
  logprobs: false,
  modalities: ['text'],
  n: 1,
  parallel_tool_calls: true,
  presence_penalty: 0,
  response_format: { type: 'text' },
  service_tier: 'auto',
  store: false,
  tool_choice: 'auto',
};

/** True of a parameter that could as well be left out. */
export const saysNothing = (name: string, value: JsonValue | undefined): boolean =>
  value === undefined || value === null || isDeepStrictEqual(value, defaults[name]);

/** Without what says nothing. */
export function heard(members: Record<string, JsonValue | undefined>): Heard {
  const says: Heard = {};
  for (const [name, value] of Object.entries(members)) {
    const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
    if (!isEmpty && value !== undefined && !saysNothing(name, value)) says[name] = value;
  }
  return says;
}

type Call = { id: JsonValue | undefined; name: JsonValue | undefined; isAnswered: boolean };

/** Gathers the messages of a request as a list of what is said in turn, however they are grouped. */
export class Conversation {
  system = '';
  readonly said: JsonValue[][] = [];
  readonly #calls: Call[] = [];

  /** What one speaker says in pieces is one text. */
  text(role: string, text: JsonValue | undefined): void {
    if (text === undefined || text === null || text === '') return;
    const last = this.said.at(-1);
    if (role === 'system') this.system += text;
    else if (last?.[0] === role) last[1] = `${last[1]}${text}`;
    else this.said.push([role, text]);
  }

  media(kind: string, value: JsonValue | undefined): void {
    this.said.push([kind, value ?? null]);
  }

  call(id: JsonValue | undefined, name: JsonValue | undefined, args: JsonValue | undefined): void {
    this.#calls.push({ id, name, isAnswered: false });
    this.said.push(['call', name ?? null, args ?? null]);
  }

  /** Which call it answers: by its id, or where there are none the first of that name. */
  result(key: JsonValue | undefined, text: string): void {
    const ordinal = this.#calls.findIndex(({ id, name, isAnswered }) =>
      id === undefined ? name === key && !isAnswered : id === key,
    );
    const call = this.#calls[ordinal];
    if (call) call.isAnswered = true;
    this.said.push(['result', ordinal, text]);
  }
}

/** An image in a data URL. */
export const dataUrl = (type: JsonValue | undefined, data: JsonValue | undefined): string =>
  `data:${type};base64,${data}`;

/** A member that may be missing at any step. */
export function at(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (inner, name) => (isJsonObject(inner) ? inner[name] : undefined),
    value,
  );
}
