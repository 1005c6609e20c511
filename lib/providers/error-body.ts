import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { lineOf } from './excerpt.ts';

/** A code or type of an error with the name of the member that held it. */
export interface ErrorCode {
  member: string;
  value: string;
}

/** What an error says, in whatever shape its vendor has put it. */
export interface ErrorFacts {
  /** The vendor's own words, in one line; a few thousand at most. */
  message: string;
  /** The most telling first, HTTP statuses last. */
  codes: readonly ErrorCode[];
  /** The objects that say it, the innermost first. */
  layers: readonly JsonObject[];
}

/** Reads the body of a refusal: JSON, an event of a stream, a web page or plain text, maybe empty. */
export function readErrorText(text: string): ErrorFacts {
  const [, event = ''] = /^data:(.*)$/m.exec(text) ?? [];
  const value = parse(text) ?? parse(event) ?? text;
  return readErrorValue(value, text);
}

/** `otherwise` stands in where nothing in the value is a message. */
export function readErrorValue(value: JsonValue, otherwise = ''): ErrorFacts {
  const layers = layersOf(value);
  const message = firstOf([...layers, { message: value }], messageIn) ?? otherwise;
  return { message: lineOf(message) || 'no message', codes: codesOf(layers), layers };
}

/** Undefined for what is not JSON. */
function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text.trim());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Members that wrap an error. A gateway puts the error of the provider behind it in another one: OpenRouter
 * as `metadata.raw`, others as JSON in the message.
 */
const wrappers = [
  'error',
  'errors',
  'Error',
  'Response',
  'base_resp',
  'detail',
  'message',
  'metadata',
  'raw',
];
/** Members that add to an error: Google's and Anthropic's details, Azure's inner error. */
const additions = ['details', 'innererror', 'violations'];
const deepest = 8;
const mostElements = 16;

function layersOf(value: JsonValue | undefined, depth = 0): JsonObject[] {
  if (depth > deepest || value === undefined) return [];
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? layersOf(parse(value), depth) : [];
  if (Array.isArray(value)) {
    return value.slice(0, mostElements).flatMap((element) => layersOf(element, depth + 1));
  }
  if (!isJsonObject(value)) return [];
  const within = (name: string): JsonObject[] => layersOf(value[name], depth + 1);
  return [...wrappers.flatMap(within), value, ...additions.flatMap(within)];
}

const messageMembers = [
  'message',
  'Message',
  'msg',
  'Msg',
  'error_msg',
  'status_msg',
  'error_message',
  'error_description',
  'detail',
  'error',
  'errors',
  'raw',
  'title',
  'description',
];

function messageIn(layer: JsonObject): string | undefined {
  const message = firstOf(messageMembers, (name) => wordsIn(layer[name]));
  const place = layer['loc'];
  if (!message || !Array.isArray(place)) return message;
  // FastAPI tells where in the request the fault is.
  return `${place.filter((part) => !isJsonObject(part) && !Array.isArray(part)).join('.')}: ${message}`;
}

function wordsIn(value: JsonValue | undefined): string | undefined {
  const [words] = Array.isArray(value) ? value : [value];
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}

const codeMembers = [
  'code',
  'Code',
  'error_code',
  'error_type',
  'provider_error_code',
  'limit_source',
  'type',
  '__type',
  'reason',
  'status',
  'status_code',
  'http_code',
];

function codesOf(layers: readonly JsonObject[]): ErrorCode[] {
  const codes = layers.flatMap((layer) =>
    codeMembers.flatMap((member) => {
      const value = codeIn(layer[member]);
      return value === undefined ? [] : { member, value };
    }),
  );
  return [...codes.filter((code) => !isStatus(code)), ...codes.filter(isStatus)];
}

/** AWS puts a namespace before a `#`. Sentences are no codes, and `error` says nothing. */
function codeIn(value: JsonValue | undefined): string | undefined {
  const code = typeof value === 'string' ? value.replace(/^.*#/, '') : numberText(value);
  return code !== undefined && /^[\w.-]{1,100}$/.test(code) && code !== 'error' ? code : undefined;
}

const numberText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;

const isStatus = ({ value }: ErrorCode): boolean => /^[1-5]\d\d$/.test(value);

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
