import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/** OpenAI's parameters of a chat, from its description of the API; whatever else comes is a provider's own. */
export const chatParameters: ReadonlySet<string> = new Set([
  'audio',
  'frequency_penalty',
  'function_call',
  'functions',
  'logit_bias',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'metadata',
  'modalities',
  'model',
  'moderation',
  'n',
  'parallel_tool_calls',
  'prediction',
  'presence_penalty',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'reasoning_effort',
  'response_format',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'user',
  'verbosity',
  'web_search_options',
]);

/** What OpenAI's parameters mean where they are left out: so much can be had of every provider. */
const defaults: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['best_of', 1],
  ['echo', false],
  ['frequency_penalty', 0],
  ['logprobs', false],
  ['modalities', ['text']],
  ['n', 1],
  ['parallel_tool_calls', true],
  ['presence_penalty', 0],
  ['service_tier', 'auto'],
  ['store', false],
  ['top_logprobs', 0],
]);

/**
 * A parameter that a provider does not know can be left out where it says what holds without it.
 * @throws UnsupportedParameter for any other value
 */
export function assertIdle(name: string, value: JsonValue): void {
  const possible = defaults.get(name);
  if (value === null || stringifyJson(value) === stringifyJson(possible)) return;
  throw new UnsupportedParameter(
    name,
    possible === undefined ? undefined : `only ${stringifyJson(possible)} is supported`,
  );
}

/** Those that every adapter sees to before it reads the others. */
const ownParameters = ['model', 'stream', 'stream_options'];

/**
 * The members of a request, taken one by one by an adapter that translates them. What it leaves is either
 * one of OpenAI's parameters, which is refused, or the provider's own, which goes on as it is. A null
 * counts as absent, as with OpenAI.
 */
export class Parameters {
  readonly #known: ReadonlySet<string>;
  readonly #left = new Map<string, JsonValue>();

  constructor(body: JsonObject, known: ReadonlySet<string> = chatParameters) {
    this.#known = known;
    for (const [name, value] of Object.entries(body)) {
      if (value !== null && !ownParameters.includes(name)) this.#left.set(name, value);
    }
  }

  take(name: string): JsonValue | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** @throws UpstreamError `bad_request` */
  number(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'number') return value;
    throw badRequest(`"${name}": expected a number`);
  }

  /** @throws UpstreamError `bad_request` */
  text(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'string') return value;
    throw badRequest(`"${name}": expected text`);
  }

  /** @throws UpstreamError `bad_request` */
  flag(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw badRequest(`"${name}": expected true or false`);
  }

  /** @throws UpstreamError `bad_request` */
  object(name: string): JsonObject | undefined {
    const value = this.take(name);
    if (value === undefined || isJsonObject(value)) return value;
    throw badRequest(`"${name}": expected an object`);
  }

  /** @throws UpstreamError `bad_request` */
  list(name: string): readonly JsonValue[] | undefined {
    const value = this.take(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw badRequest(`"${name}": expected a list`);
  }

  /** `max_completion_tokens`, or `max_tokens`, which it replaced. */
  maxTokens(): number | undefined {
    const old = this.number('max_tokens');
    return this.number('max_completion_tokens') ?? old;
  }

  /** One text or a list of them. @throws UpstreamError `bad_request` */
  stop(): string[] | undefined {
    const value = this.take('stop');
    if (value === undefined) return undefined;
    return [value].flat().map((text) => {
      if (typeof text === 'string') return text;
      throw badRequest('"stop": expected text or a list of texts');
    });
  }

  /** The provider's own parameters. @throws UnsupportedParameter for one of OpenAI's that was left */
  rest(): JsonObject {
    for (const [name, value] of this.#left) {
      if (!this.#known.has(name)) continue;
      assertIdle(name, value);
      this.#left.delete(name);
    }
    return Object.fromEntries(this.#left);
  }
}

/** An object without the members that are undefined. */
export function compact(members: Record<string, JsonValue | undefined>): JsonObject {
  const object: JsonObject = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) object[name] = value;
  }
  return object;
}
