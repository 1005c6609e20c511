import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** True of a body of status 200, or of an event, that tells an error instead of a result or beside one. */
export const tellsError = (body: JsonObject): boolean => signs.some((isSign) => isSign(body));

const signs: readonly ((body: JsonObject) => boolean)[] = [
  // OpenAI and nearly all others; a few send it beside the choices.
  ({ error }) => isTold(error),
  // OpenAI's responses; vLLM, SGLang and Mistral.
  ({ type, object }) => type === 'error' || object === 'error',
  // MiniMax; Qianfan's first API.
  ({ base_resp: base }) => isJsonObject(base) && isFault(base['status_code']),
  ({ error_code: code }) => isFault(code),
  // Hunyuan.
  ({ Response: response }) => isJsonObject(response) && isTold(response['Error']),
  // Cloudflare, GLM's gateway.
  ({ success }) => success === false,
  // DashScope, SiliconFlow; watsonx.
  (body) => isFault(body['code']) && typeof body['message'] === 'string' && !hasResult(body),
  (body) => isTold(body['errors']) && !hasResult(body),
];

function isTold(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) ? Object.keys(value).length > 0 : value === true || isText(value);
}

const isText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== '';

/** DashScope sends an empty code with a result, others 0 or 200. */
const isFault = (code: JsonValue | undefined): boolean =>
  (typeof code === 'string' || typeof code === 'number') &&
  !['', '0', '200'].includes(String(code));

const results = ['choices', 'output', 'data', 'results', 'embeddings', 'content', 'candidates'];

const hasResult = (body: JsonObject): boolean =>
  results.some((name) => body[name] !== undefined && body[name] !== null);
