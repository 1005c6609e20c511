import type { JsonObject, JsonValue } from '../json.ts';
import { readAnswerFormat } from './answer-format.ts';
import { objectOf } from './chat-answer.ts';
import { readMessages } from './chat-messages.ts';
import { type GeminiDialect, writeContents, writeSystem } from './gemini-contents.ts';
import { camelCased } from './gemini-own.ts';
import { writeThinking } from './gemini-thinking.ts';
import { writeToolChoice, writeTools } from './gemini-tools.ts';
import { compact, Parameters } from './parameters.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/** OpenAI's chat as the body of generateContent. @throws UnsupportedParameter, UpstreamError */
export function writeGenerateContent(
  body: JsonObject,
  model: string,
  dialect: GeminiDialect,
): JsonObject {
  const parameters = new Parameters(body);
  const messages = readMessages(parameters);
  const tools = writeTools(parameters);
  const choice = writeToolChoice(parameters);
  const generation = writeGeneration(parameters, model);
  const own = placeOwn(parameters.rest());
  const config = { ...generation, ...own.generation };
  return {
    ...own.request,
    ...compact({
      systemInstruction: writeSystem(messages),
      contents: writeContents(messages, model, dialect),
      tools,
      toolConfig: choice && {
        ...objectOf(own.request['toolConfig']),
        functionCallingConfig: choice,
      },
      generationConfig: Object.keys(config).length > 0 ? config : undefined,
    }),
  };
}

function writeGeneration(parameters: Parameters, model: string): JsonObject {
  const format = readAnswerFormat(parameters);
  const effort = parameters.text('reasoning_effort');
  return compact({
    maxOutputTokens: parameters.maxTokens(),
    temperature: parameters.number('temperature'),
    topP: parameters.number('top_p'),
    stopSequences: parameters.stop(),
    seed: parameters.take('seed'),
    candidateCount: parameters.number('n'),
    presencePenalty: parameters.number('presence_penalty'),
    frequencyPenalty: parameters.number('frequency_penalty'),
    responseLogprobs: parameters.flag('logprobs'),
    logprobs: parameters.number('top_logprobs'),
    responseMimeType: format && 'application/json',
    responseJsonSchema: format?.type === 'schema' ? format.schema : undefined,
    responseModalities: parameters.list('modalities')?.map(writeModality),
    thinkingConfig: effort === undefined ? undefined : writeThinking(effort, model),
  });
}

/** Speech would need a voice, which OpenAI names in another way. */
function writeModality(modality: JsonValue): string {
  if (modality === 'text') return 'TEXT';
  if (modality === 'image') return 'IMAGE';
  if (typeof modality !== 'string') throw badRequest('"modalities": expected a list of texts');
  throw new UnsupportedParameter('modalities', `"${modality}" is not supported`);
}

/** Google's own members of a request; all others belong to its `generationConfig`. */
const requestMembers: ReadonlySet<string> = new Set([
  'cachedContent',
  'generationConfig',
  'labels',
  'modelArmorConfig',
  'safetySettings',
  'serviceTier',
  'toolConfig',
]);

/** Google's own parameters at their places. */
function placeOwn(own: JsonObject): { request: JsonObject; generation: JsonObject } {
  const request: JsonObject = {};
  const generation: JsonObject = {};
  for (const [name, value] of Object.entries(camelCased(own))) {
    (requestMembers.has(name) ? request : generation)[name] = value;
  }
  const { generationConfig, ...others } = request;
  return { request: others, generation: { ...objectOf(generationConfig), ...generation } };
}
