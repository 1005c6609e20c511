import { isJsonObject, type JsonObject, stringifyJson } from '../json.ts';
import { openai } from './openai.ts';
import type { Failure, Provider } from './provider.ts';

/** Stands in until all vendors' errors are read here. */
export const readFailure: Provider['readFailure'] = openai.readFailure;

export const findError = (body: JsonObject): Failure | undefined =>
  isJsonObject(body['error']) ? readFailure(200, {}, stringifyJson(body)) : undefined;
