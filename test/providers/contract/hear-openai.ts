import { isJsonObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { objectOf, objectsOf, textOf } from '../../../lib/providers/chat-answer.ts';
import { at, Conversation, type Heard, heard } from './heard.ts';

/** The format of the requests themselves, so that all others are measured by it. */
export function hearOpenAi({
  model: _model,
  stream: _stream,
  stream_options: _options,
  messages,
  tools,
  tool_choice: choice,
  response_format: format,
  stop,
  max_tokens: older,
  max_completion_tokens: newer,
  ...others
}: JsonObject): Heard {
  const { system, said } = hearMessages(messages);
  return heard({
    ...others,
    system,
    said,
    tools: objectsOf(tools).map(hearTool),
    tool_choice: textOf(choice) ?? at(choice, 'function', 'name') ?? choice,
    response_format: hearFormat(objectOf(format)),
    stop: [stop ?? []].flat(),
    max_tokens: newer ?? older,
  });
}

function hearMessages(messages: JsonValue | undefined): Conversation {
  const conversation = new Conversation();
  for (const message of objectsOf(messages)) {
    if (message['role'] === 'tool') {
      conversation.result(message['tool_call_id'], textsIn(message['content']));
    } else hearMessage(message, conversation);
  }
  return conversation;
}

function hearMessage({ role, content, tool_calls }: JsonObject, conversation: Conversation): void {
  const speaker = role === 'developer' ? 'system' : String(role);
  if (typeof content === 'string') conversation.text(speaker, content);
  for (const part of objectsOf(content)) hearPart(part, speaker, conversation);
  for (const call of objectsOf(tool_calls)) {
    const { name, arguments: text } = objectOf(call['function']);
    conversation.call(call['id'], name, JSON.parse(textOf(text) || '{}'));
  }
}

function hearPart(part: JsonObject, speaker: string, conversation: Conversation): void {
  if (part['type'] === 'image_url') conversation.media('image', at(part['image_url'], 'url'));
  else if (part['type'] === 'input_audio') {
    const { data, format } = objectOf(part['input_audio']);
    conversation.media('audio', `${format} ${data}`);
  } else if (part['type'] === 'file') conversation.media('file', at(part['file'], 'file_data'));
  else conversation.text(speaker, part['text']);
}

export const textsIn = (content: JsonValue | undefined): string =>
  textOf(content) ??
  objectsOf(content)
    .map(({ text }) => textOf(text) ?? '')
    .join('');

export function hearTool(tool: JsonObject): JsonValue {
  const { name, description, parameters } = objectOf(tool['function']);
  return isJsonObject(tool['function']) ? toolOf(name, description, parameters) : tool;
}

/** A function as all formats tell it. */
export const toolOf = (
  name: JsonValue | undefined,
  description: JsonValue | undefined,
  schema: JsonValue | undefined,
): JsonValue => [name ?? null, description ?? null, schema ?? null];

/** A schema, or `json`. */
function hearFormat({ type, json_schema: named }: JsonObject): JsonValue | undefined {
  if (type === 'json_schema') return at(named, 'schema');
  return type === 'json_object' ? 'json' : undefined;
}
