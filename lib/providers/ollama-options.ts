import { isJsonObject, type JsonObject } from '../json.ts';
import { compact, type Parameters } from './parameters.ts';
import { badRequest } from './unsupported.ts';

/** Ollama's own members of a request; what else is its own is an option of the model, such as `num_ctx`. */
const members: ReadonlySet<string> = new Set([
  'context',
  'format',
  'images',
  'keep_alive',
  'raw',
  'shift',
  'system',
  'template',
  'think',
  'truncate',
]);

/**
 * A request with the options of its model, and with all that is Ollama's own.
 * @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function completeRequest(request: JsonObject, parameters: Parameters): JsonObject {
  const options = compact({
    num_predict: parameters.maxTokens(),
    temperature: parameters.take('temperature'),
    top_p: parameters.take('top_p'),
    seed: parameters.take('seed'),
    stop: parameters.stop(),
    frequency_penalty: parameters.take('frequency_penalty'),
    presence_penalty: parameters.take('presence_penalty'),
  });
  return placeOwn(request, options, parameters.rest());
}

/** The request with `own`, all that is Ollama's own, at its places. @throws UpstreamError `bad_request` */
export function placeOwn(
  request: JsonObject,
  options: JsonObject,
  { options: given = {}, ...own }: JsonObject,
): JsonObject {
  if (!isJsonObject(given)) throw badRequest('"options": expected an object');
  const complete = { ...request };
  const all = { ...options, ...given };
  for (const [name, value] of Object.entries(own)) {
    if (members.has(name)) complete[name] = value;
    else all[name] = value;
  }
  return Object.keys(all).length > 0 ? { ...complete, options: all } : complete;
}
