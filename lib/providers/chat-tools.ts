import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { objectIn, textIn } from './request-member.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/** A function that the model may call. */
export interface Tool {
  name: string;
  description: string | undefined;
  /** A JSON Schema; undefined: no parameters. */
  parameters: JsonObject | undefined;
  strict: boolean | undefined;
  cacheControl: JsonObject | undefined;
}

/** @throws UnsupportedParameter for a tool that is no function, UpstreamError `bad_request` */
export const readTools = (parameters: Parameters): Tool[] =>
  (parameters.list('tools') ?? []).map(readTool);

/** One of a list of tools. @throws as readTools */
export function readTool(tool: JsonValue, index: number): Tool {
  const place = `tools[${index}]`;
  if (!isJsonObject(tool)) throw badRequest(`${place}: expected an object`);
  if (tool['type'] !== 'function') {
    throw new UnsupportedParameter('tools', `${place}.type: only "function" is supported`);
  }
  const called = objectIn(tool, 'function', place);
  const { description, parameters: schema, strict, cache_control: inner } = called;
  const control = tool['cache_control'] ?? inner;
  return {
    name: textIn(called, 'name', `${place}.function`),
    description: typeof description === 'string' ? description : undefined,
    parameters: isJsonObject(schema) ? schema : undefined,
    strict: typeof strict === 'boolean' ? strict : undefined,
    cacheControl: isJsonObject(control) ? control : undefined,
  };
}

/** A function by its name, or what OpenAI calls so. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

/** @throws UnsupportedParameter */
export function readToolChoice(parameters: Parameters): ToolChoice | undefined {
  const choice = parameters.take('tool_choice');
  if (choice === undefined) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const called = isJsonObject(choice) ? choice['function'] : undefined;
  if (isJsonObject(called) && typeof called['name'] === 'string') return { name: called['name'] };
  throw new UnsupportedParameter('tool_choice', 'expected auto, none, required or a function');
}
