import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { objectOf } from './chat-answer.ts';
import type { CompatibleVendor } from './compatible-vendor.ts';
import { assertIdle } from './parameters.ts';
import type { ProviderCall } from './provider.ts';

/** In what a vendor that speaks OpenAI's format differs from it. */
export type Quirks = Partial<CompatibleVendor>;

/** The body as it was given, but for the model's name and what the vendor has another way of saying. */
export function writeOpenAiBody(
  { body, operation, isStream }: ProviderCall,
  upstreamModel: string,
  quirks: Quirks,
): JsonObject {
  const named = operation === 'chat' ? writeChat(body, quirks) : body;
  const model = withPrefix(upstreamModel, quirks);
  const renamed = rename(named, quirks);
  if (!isStream) return { ...renamed, model };
  // A streamed call asks for the usage too, since it is billed all the same.
  const { stream_options: asked, ...others } = renamed;
  const options = { include_usage: true, ...objectOf(asked) };
  const told = quirks.streamOptions === false ? {} : { stream_options: options };
  return { ...others, ...told, model, stream: true };
}

/** False where the request wants no usage at the end of its stream; else it comes, asked for or not. */
export function wantsUsage({ body }: ProviderCall): boolean {
  return objectOf(body['stream_options'])['include_usage'] !== false;
}

function writeChat(body: JsonObject, quirks: Quirks): JsonObject {
  const supported = withoutIdle(body, quirks.unsupported);
  const { messages, tool_choice: choice } = supported;
  const { requiredToolChoice: required } = quirks;
  return {
    ...supported,
    ...(quirks.textContent && Array.isArray(messages) && { messages: messages.map(joinContent) }),
    ...(required && choice === 'required' && { tool_choice: required }),
  };
}

/** @throws UnsupportedParameter */
function withoutIdle(body: JsonObject, unsupported: readonly string[] = []): JsonObject {
  const given = unsupported.filter((name) => Object.hasOwn(body, name));
  if (given.length === 0) return body;
  const supported = { ...body };
  for (const name of given) {
    assertIdle(name, body[name] ?? null);
    delete supported[name];
  }
  return supported;
}

/** A list of text parts as one text; any other content stays. */
function joinContent(message: JsonValue): JsonValue {
  if (!isJsonObject(message) || !Array.isArray(message['content'])) return message;
  const texts = message['content'].map((part) =>
    isJsonObject(part) && part['type'] === 'text' ? part['text'] : undefined,
  );
  const isText = texts.every((text) => typeof text === 'string');
  return isText ? { ...message, content: texts.join('') } : message;
}

const withPrefix = (model: string, { modelPrefix }: Quirks): string =>
  modelPrefix === undefined || model.includes('/') ? model : modelPrefix + model;

/** The vendor's own name goes before; but the newer name of the limit of tokens has replaced the older. */
function rename(body: JsonObject, { renames }: Quirks): JsonObject {
  let renamed = body;
  for (const [from, to] of Object.entries(renames ?? {})) {
    const { [from]: given, [to]: own, ...others } = renamed;
    if (given === undefined) continue;
    const value = from === 'max_completion_tokens' ? (given ?? own) : (own ?? given);
    renamed = { ...others, [to]: value ?? null };
  }
  return renamed;
}
