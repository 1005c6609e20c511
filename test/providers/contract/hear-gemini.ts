import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { objectOf, objectsOf } from '../../../lib/providers/chat-answer.ts';
import { textsIn, toolOf } from './hear-openai.ts';
import { at, Conversation, dataUrl, type Heard, heard } from './heard.ts';

export function hearGemini({
  systemInstruction,
  contents,
  tools,
  toolConfig,
  generationConfig,
  ...others
}: JsonObject): Heard {
  const conversation = new Conversation();
  conversation.text('system', textsIn(at(systemInstruction, 'parts')));
  for (const { role, parts } of objectsOf(contents)) {
    const speaker = role === 'model' ? 'assistant' : String(role);
    for (const part of objectsOf(parts)) hearPart(part, speaker, conversation);
  }
  const { functionCallingConfig: calling } = objectOf(toolConfig);
  return heard({
    ...others,
    ...hearGeneration(objectOf(generationConfig)),
    system: conversation.system,
    said: conversation.said,
    tools: objectsOf(tools).flatMap(({ functionDeclarations: functions }) =>
      objectsOf(functions).map(({ name, description, parametersJsonSchema: schema }) =>
        toolOf(name, description, schema),
      ),
    ),
    tool_choice: hearChoice(objectOf(calling)),
  });
}

function hearPart(part: JsonObject, speaker: string, conversation: Conversation): void {
  const { text, inlineData, fileData, functionCall, functionResponse } = part;
  if (functionCall !== undefined) {
    const { id, name, args } = objectOf(functionCall);
    conversation.call(id, name, args);
  } else if (functionResponse !== undefined) {
    const { id, name, response } = objectOf(functionResponse);
    conversation.result(id ?? name, hearResult(objectOf(response)));
  } else if (fileData !== undefined) conversation.media('image', at(fileData, 'fileUri'));
  else if (inlineData !== undefined) hearData(objectOf(inlineData), conversation);
  else conversation.text(speaker, text);
}

function hearData({ mimeType, data }: JsonObject, conversation: Conversation): void {
  const [kind = '', subtype = ''] = String(mimeType).split('/');
  if (kind === 'image') conversation.media('image', dataUrl(mimeType, data));
  else if (kind === 'audio') conversation.media('audio', `${subtype} ${data}`);
  else conversation.media('file', dataUrl(mimeType, data));
}

/** A text that is an object goes as one, any other as the `output` of one. */
function hearResult(response: JsonObject): string {
  const { output } = response;
  return typeof output === 'string' ? output : JSON.stringify(response);
}

function hearGeneration({
  maxOutputTokens,
  topP,
  stopSequences,
  candidateCount,
  presencePenalty,
  frequencyPenalty,
  responseLogprobs,
  logprobs,
  responseMimeType,
  responseJsonSchema,
  responseModalities,
  thinkingConfig,
  topK,
  ...others
}: JsonObject): Record<string, JsonValue | undefined> {
  return {
    ...others,
    max_tokens: maxOutputTokens,
    top_p: topP,
    top_k: topK,
    stop: stopSequences,
    n: candidateCount,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    logprobs: responseLogprobs,
    top_logprobs: logprobs,
    response_format: responseJsonSchema ?? (responseMimeType === undefined ? undefined : 'json'),
    modalities: modalitiesIn(responseModalities),
    reasoning_effort: hearEffort(objectOf(thinkingConfig)),
  };
}

const modalitiesIn = (list: JsonValue | undefined): JsonValue | undefined =>
  Array.isArray(list) ? list.map((name) => String(name).toLowerCase()) : undefined;

const efforts: Readonly<Record<string, string>> = { 0: 'none', 24576: 'high', HIGH: 'high' };

const hearEffort = ({ thinkingLevel, thinkingBudget }: JsonObject): string | undefined =>
  efforts[String(thinkingLevel ?? thinkingBudget)];

function hearChoice({ mode, allowedFunctionNames: names }: JsonObject): JsonValue | undefined {
  if (Array.isArray(names)) return names[0];
  return mode === 'ANY' ? 'required' : typeof mode === 'string' ? mode.toLowerCase() : undefined;
}
