import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { objectOf, objectsOf, textOf } from '../../../lib/providers/chat-answer.ts';
import { hearEffort } from './hear-anthropic.ts';
import { textsIn, toolOf } from './hear-openai.ts';
import { at, Conversation, dataUrl, type Heard, heard } from './heard.ts';

export function hearBedrock({
  system,
  messages,
  inferenceConfig,
  toolConfig,
  outputConfig,
  serviceTier,
  requestMetadata,
  additionalModelRequestFields: fields,
  ...others
}: JsonObject): Heard {
  const conversation = new Conversation();
  conversation.text('system', textsIn(system));
  for (const { role, content } of objectsOf(messages)) {
    for (const block of objectsOf(content)) hearBlock(block, String(role), conversation);
  }
  const { maxTokens, topP, stopSequences, ...inference } = objectOf(inferenceConfig);
  const { thinking, inferenceConfig: nova, ...own } = objectOf(fields);
  const { textFormat, effort } = objectOf(outputConfig);
  return heard({
    ...others,
    ...inference,
    ...own,
    top_k: own['top_k'] ?? at(nova, 'topK'),
    system: conversation.system,
    said: conversation.said,
    max_tokens: maxTokens,
    top_p: topP,
    stop: stopSequences,
    tools: objectsOf(at(toolConfig, 'tools')).map(({ toolSpec }) => {
      const { name, description, inputSchema } = objectOf(toolSpec);
      return toolOf(name, description, at(inputSchema, 'json'));
    }),
    tool_choice: hearChoice(objectOf(at(toolConfig, 'toolChoice'))),
    response_format: hearFormat(at(textFormat, 'structure', 'jsonSchema')),
    reasoning_effort: own['reasoning_effort'] ?? hearEffort(objectOf(thinking), effort),
    service_tier: at(serviceTier, 'type'),
    metadata: requestMetadata,
  });
}

function hearBlock(block: JsonObject, role: string, conversation: Conversation): void {
  const { text, image, document, audio, toolUse, toolResult } = block;
  if (toolUse !== undefined) {
    const { toolUseId, name, input } = objectOf(toolUse);
    conversation.call(toolUseId, name, input);
  } else if (toolResult !== undefined) {
    conversation.result(at(toolResult, 'toolUseId'), textsIn(at(toolResult, 'content')));
  } else if (image !== undefined) conversation.media('image', hearMedia('image', image));
  else if (document !== undefined) conversation.media('file', hearMedia('application', document));
  else if (audio !== undefined) {
    conversation.media('audio', `${at(audio, 'format')} ${at(audio, 'source', 'bytes')}`);
  } else conversation.text(role, text);
}

const hearMedia = (kind: string, block: JsonValue): string =>
  dataUrl(`${kind}/${at(block, 'format')}`, at(block, 'source', 'bytes'));

function hearChoice({ any, tool }: JsonObject): JsonValue | undefined {
  return any === undefined ? at(tool, 'name') : 'required';
}

function hearFormat(format: JsonValue | undefined): JsonValue | undefined {
  const text = textOf(at(format, 'schema'));
  return text === undefined ? undefined : JSON.parse(text);
}
