import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { readTool, readToolChoice, type Tool, type ToolChoice } from './chat-tools.ts';
import { compact, type Parameters } from './parameters.ts';

/** Functions, and Google's own tools such as `{ googleSearch: {} }`, which have no type. */
export function writeTools(parameters: Parameters): JsonObject[] | undefined {
  const tools = parameters.list('tools') ?? [];
  const own = tools.filter(isOwnTool);
  const functions = tools.filter((tool) => !isOwnTool(tool)).map(readTool);
  if (functions.length === 0) return own.length > 0 ? own : undefined;
  return [{ functionDeclarations: functions.map(writeFunction) }, ...own];
}

const isOwnTool = (tool: JsonValue): tool is JsonObject =>
  isJsonObject(tool) && tool['type'] === undefined;

/** `strict` has no counterpart: Gemini holds to every schema as well as it can. */
const writeFunction = ({ name, description, parameters }: Tool): JsonObject =>
  compact({ name, description, parametersJsonSchema: parameters });

/** Gemini's `functionCallingConfig`. @throws UnsupportedParameter */
export function writeToolChoice(parameters: Parameters): JsonObject | undefined {
  const choice = readToolChoice(parameters);
  if (choice === undefined) return undefined;
  return typeof choice === 'string'
    ? { mode: modes[choice] }
    : { mode: 'ANY', allowedFunctionNames: [choice.name] };
}

const modes: Record<Extract<ToolChoice, string>, string> = {
  auto: 'AUTO',
  none: 'NONE',
  required: 'ANY',
};
