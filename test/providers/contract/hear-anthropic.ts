import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { objectOf, objectsOf } from '../../../lib/providers/chat-answer.ts';
import { textsIn, toolOf } from './hear-openai.ts';
import { at, Conversation, dataUrl, type Heard, heard } from './heard.ts';

export function hearAnthropic({
  model: _model,
  anthropic_version: _version,
  stream: _stream,
  system,
  messages,
  tools,
  tool_choice: choice,
  stop_sequences: stop,
  thinking,
  output_config: config,
  metadata,
  service_tier: tier,
  ...others
}: JsonObject): Heard {
  const conversation = new Conversation();
  conversation.text('system', textsIn(system));
  for (const { role, content } of objectsOf(messages)) {
    for (const block of objectsOf(content)) hearBlock(block, String(role), conversation);
  }
  return heard({
    ...others,
    system: conversation.system,
    said: conversation.said,
    tools: objectsOf(tools).map(({ name, description, input_schema: schema }) =>
      toolOf(name, description, schema),
    ),
    tool_choice: hearChoice(objectOf(choice)),
    parallel_tool_calls: at(choice, 'disable_parallel_tool_use') !== true,
    stop,
    reasoning_effort: hearEffort(objectOf(thinking), at(config, 'effort')),
    response_format: at(config, 'format', 'schema'),
    user: at(metadata, 'user_id'),
    service_tier: tier === 'standard_only' ? 'default' : tier,
  });
}

function hearBlock(block: JsonObject, role: string, conversation: Conversation): void {
  const { type, text, source, id, name, input, tool_use_id: answered, content } = block;
  if (type === 'text') conversation.text(role, text);
  else if (type === 'image') conversation.media('image', hearSource(source));
  else if (type === 'document') conversation.media('file', hearSource(source));
  else if (type === 'tool_use') conversation.call(id, name, input);
  else if (type === 'tool_result') conversation.result(answered, textsIn(content));
}

const hearSource = (source: JsonValue | undefined): JsonValue | undefined =>
  at(source, 'url') ?? dataUrl(at(source, 'media_type'), at(source, 'data'));

function hearChoice({ type, name }: JsonObject): JsonValue | undefined {
  if (type === 'tool') return name;
  return type === 'any' ? 'required' : type;
}

/** Of `thinking`, where there is no effort beside it. */
export function hearEffort(
  { type, budget_tokens: budget }: JsonObject,
  effort: JsonValue | undefined,
): JsonValue | undefined {
  return type === 'disabled' ? 'none' : (effort ?? efforts[String(budget)]);
}

const efforts: Readonly<Record<string, string>> = { 1024: 'low', 4096: 'high' };
