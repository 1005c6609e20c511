import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { readTool, readToolChoice, type ToolChoice } from './chat-tools.ts';
import { compact, type Parameters } from './parameters.ts';

/** The members of a request that are about tools. @throws UnsupportedParameter, UpstreamError */
export function takeTools(parameters: Parameters): JsonObject {
  const tools = parameters.list('tools')?.map(writeTool) ?? [];
  const choice = readToolChoice(parameters);
  const isParallel = parameters.flag('parallel_tool_calls') ?? true;
  // Without tools, OpenAI's "none" says what is so anyway, and Anthropic refuses any choice.
  if (tools.length === 0 && (choice === undefined || choice === 'none')) return {};
  return compact({
    tools: tools.length > 0 ? tools : undefined,
    tool_choice: writeChoice(choice, isParallel),
  });
}

/** A tool of Anthropic's own, such as `web_search_20250305`, goes on as it is. */
function writeTool(tool: JsonValue, index: number): JsonObject {
  if (isJsonObject(tool) && isOwnTool(tool)) return tool;
  const { name, description, parameters, strict, cacheControl } = readTool(tool, index);
  return compact({
    name,
    description,
    input_schema: parameters ?? { type: 'object', properties: {} },
    strict,
    cache_control: cacheControl,
  });
}

const isOwnTool = ({ type }: JsonObject): boolean =>
  typeof type === 'string' && /_\d{8}$/.test(type);

function writeChoice(choice: ToolChoice | undefined, isParallel: boolean): JsonObject | undefined {
  if (choice === 'none') return { type: 'none' };
  if (choice === undefined && isParallel) return undefined;
  return {
    ...choiceOf(choice ?? 'auto'),
    ...(!isParallel && { disable_parallel_tool_use: true }),
  };
}

function choiceOf(choice: Exclude<ToolChoice, 'none'>): JsonObject {
  if (typeof choice === 'object') return { type: 'tool', name: choice.name };
  return { type: choice === 'required' ? 'any' : 'auto' };
}
