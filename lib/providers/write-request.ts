import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Provider, ProviderCall, ProviderRequest, Target } from './provider.ts';
import { UnsupportedParameter } from './unsupported.ts';

/** What a configuration says about the parameters of a deployment's requests. */
export interface ParameterRules {
  /** Parameters of every request that does not bring its own. */
  defaults: JsonObject;
  /** Leave out what the provider cannot take, instead of failing. */
  dropUnsupported: boolean;
  /** Names that are always left out. */
  drop: readonly string[];
  /** Headers of every request. */
  headers: Readonly<Record<string, string>>;
  /** Members of every request's body, in the provider's own words. */
  body: JsonObject;
}

export const noRules: ParameterRules = {
  defaults: {},
  dropUnsupported: false,
  drop: [],
  headers: {},
  body: {},
};

export interface WrittenRequest {
  /** With the parameters that the provider really takes. */
  call: ProviderCall;
  request: ProviderRequest;
  /** The parameters that were left out because the provider cannot take them. */
  dropped: readonly string[];
}

/**
 * OpenAI's request in the provider's words. `extra_body` and `extra_headers`, of the configuration or of the
 * request, go in unread: they are the provider's own. @throws UpstreamError `bad_request`
 */
export function writeRequest(
  provider: Provider,
  given: ProviderCall,
  target: Target,
  rules: ParameterRules,
): WrittenRequest {
  const dropped: string[] = [];
  const body = { ...rules.defaults, ...given.body };
  let call: ProviderCall = { ...given, body: without(body, [...extras, ...rules.drop]) };
  for (;;) {
    try {
      const request = provider.request(call, target);
      return { call, request: addExtras(request, rules, body), dropped };
    } catch (error) {
      if (!(error instanceof UnsupportedParameter)) throw error;
      const { parameter } = error;
      if (!rules.dropUnsupported || call.body[parameter] === undefined) throw refusal(error);
      const names = [parameter, ...(companions[parameter] ?? [])];
      dropped.push(...names.filter((name) => (call.body[name] ?? null) !== null));
      call = { ...call, body: without(call.body, names) };
    }
  }
}

/** What means nothing without another parameter, and would be refused. */
const companions: Readonly<Record<string, readonly string[]>> = {
  tools: ['tool_choice', 'parallel_tool_calls'],
};

/** Members of OpenAI's body that say what goes in unread. */
const extras = ['extra_body', 'extra_headers'] as const;

function without(body: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => Object.hasOwn(body, name))) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function addExtras(
  request: ProviderRequest,
  rules: ParameterRules,
  { extra_body: body, extra_headers: headers }: JsonObject,
): ProviderRequest {
  if (rules === noRules && body === undefined && headers === undefined) return request;
  const more = isJsonObject(body) ? body : {};
  return {
    ...request,
    headers: { ...request.headers, ...rules.headers, ...readHeaders(headers) },
    body: { ...request.body, ...rules.body, ...more },
  };
}

/** In lower case, as the adapters write them, so that they take their place. */
export function readHeaders(headers: JsonValue | undefined): Record<string, string> {
  const entries = Object.entries(isJsonObject(headers) ? headers : {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const refusal = (cause: UnsupportedParameter): UpstreamError =>
  new UpstreamError(
    'bad_request',
    `${cause.message}; \`drop_params: true\` leaves it out, with a warning`,
    { code: 'unsupported_parameter', cause },
  );
