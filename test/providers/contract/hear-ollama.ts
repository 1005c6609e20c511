import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { objectOf, objectsOf } from '../../../lib/providers/chat-answer.ts';
import { hearTool, textsIn } from './hear-openai.ts';
import { Conversation, dataUrl, type Heard, heard } from './heard.ts';

export function hearOllama({
  model: _model,
  stream: _stream,
  messages,
  tools,
  format,
  think,
  options,
  ...others
}: JsonObject): Heard {
  const conversation = new Conversation();
  for (const message of objectsOf(messages)) hearMessage(message, conversation);
  const { num_predict: most, ...own } = objectOf(options);
  return heard({
    ...others,
    ...own,
    system: conversation.system,
    said: conversation.said,
    tools: objectsOf(tools).map(hearTool),
    max_tokens: most,
    response_format: format,
    reasoning_effort: think === false ? 'none' : think,
  });
}

function hearMessage(message: JsonObject, conversation: Conversation): void {
  const { role, content, images, tool_calls: calls, tool_call_id: id } = message;
  if (role === 'tool') conversation.result(id, textsIn(content));
  else conversation.text(String(role), content);
  // It finds out the type by itself.
  for (const image of listOf(images)) conversation.media('image', dataUrl('image/png', image));
  for (const call of objectsOf(calls)) {
    const { name, arguments: args } = objectOf(call['function']);
    conversation.call(call['id'], name, args);
  }
}

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
