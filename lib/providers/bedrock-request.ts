import { type JsonObject, stringifyJson } from '../json.ts';
import { readAnswerFormat } from './answer-format.ts';
import { writeCachePoint, writeConversation } from './bedrock-messages.ts';
import { isOfMaker } from './bedrock-model.ts';
import { takeModelFields } from './bedrock-model-fields.ts';
import { objectOf } from './chat-answer.ts';
import { readMessages } from './chat-messages.ts';
import { readToolChoice, readTools, type Tool, type ToolChoice } from './chat-tools.ts';
import { chatParameters, compact, Parameters } from './parameters.ts';
import type { Target } from './provider.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/**
 * The body of Converse and of ConverseStream. Members of the API's own pass as they are and win; what is no
 * member of it is the model's own. @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function writeConverse(body: JsonObject, target: Target): JsonObject {
  const parameters = openParameters(body, target);
  const { system, messages } = writeConversation(readMessages(parameters));
  const { fields, effort } = takeModelFields(parameters, target);
  const own = (name: string, made: JsonObject): JsonObject | undefined =>
    filled({ ...made, ...parameters.object(name) });
  return compact({
    messages,
    system: system.length > 0 ? system : undefined,
    inferenceConfig: own('inferenceConfig', writeInference(parameters)),
    toolConfig: writeToolConfig(readTools(parameters), readToolChoice(parameters)),
    outputConfig: own('outputConfig', compact({ textFormat: writeFormat(parameters), effort })),
    serviceTier: own('serviceTier', writeServiceTier(parameters)),
    requestMetadata: own('requestMetadata', objectOf(parameters.object('metadata'))),
    guardrailConfig: parameters.object('guardrailConfig'),
    performanceConfig: parameters.object('performanceConfig'),
    promptVariables: parameters.object('promptVariables'),
    additionalModelResponseFieldPaths: parameters.take('additionalModelResponseFieldPaths'),
    additionalModelRequestFields: filled({
      ...fields,
      ...parameters.object('additionalModelRequestFields'),
      ...parameters.rest(),
    }),
  });
}

/**
 * An OpenAI model takes all of OpenAI's parameters, those without a member in Converse among its own ("OpenAI
 * models", user guide); but an answer of Converse has one message.
 */
const openParameters = (body: JsonObject, target: Target): Parameters =>
  new Parameters(body, isOfMaker('openai', target) ? new Set(['n']) : chatParameters);

const writeInference = (parameters: Parameters): JsonObject =>
  compact({
    maxTokens: parameters.maxTokens(),
    temperature: parameters.number('temperature'),
    topP: parameters.number('top_p'),
    stopSequences: parameters.stop(),
  });

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
function writeToolConfig(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
): JsonObject | undefined {
  if (tools.length > 0) {
    return compact({ tools: tools.flatMap(writeTool), toolChoice: choice && writeChoice(choice) });
  }
  if (choice === undefined || choice === 'none') return undefined;
  throw badRequest('"tool_choice": expected "tools" beside it');
}

const writeTool = ({ name, description, parameters, strict, cacheControl }: Tool): JsonObject[] => [
  {
    toolSpec: compact({
      name,
      description: description || undefined,
      inputSchema: { json: parameters ?? { type: 'object', properties: {} } },
      strict,
    }),
  },
  ...writeCachePoint(cacheControl),
];

function writeChoice(choice: ToolChoice): JsonObject {
  switch (choice) {
    case 'auto':
      return { auto: {} };
    case 'required':
      return { any: {} };
    case 'none':
      throw new UnsupportedParameter('tool_choice', 'Converse has no "none"');
    default:
      return { tool: { name: choice.name } };
  }
}

/** Of JSON, Converse knows only what follows a schema, which it takes as text. */
function writeFormat(parameters: Parameters): JsonObject | undefined {
  const format = readAnswerFormat(parameters);
  if (!format) return undefined;
  if (format.type === 'json') {
    throw new UnsupportedParameter('response_format', 'only text and json_schema are supported');
  }
  const { name, schema } = format;
  return {
    type: 'json_schema',
    structure: { jsonSchema: { name, schema: stringifyJson(schema) } },
  };
}

/** ServiceTierType; OpenAI's `auto` is what no tier says. */
const tiers = ['default', 'flex', 'priority', 'reserved'];

function writeServiceTier(parameters: Parameters): JsonObject {
  const type = parameters.text('service_tier');
  if (type === undefined || type === 'auto') return {};
  if (tiers.includes(type)) return { type };
  throw new UnsupportedParameter('service_tier', `expected auto, ${tiers.join(', ')}`);
}

const filled = (members: JsonObject): JsonObject | undefined =>
  Object.keys(members).length > 0 ? members : undefined;
