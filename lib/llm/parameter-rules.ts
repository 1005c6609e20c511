import { isJsonObject, type JsonObject } from '../json.ts';
import { type ParameterRules, readHeaders } from '../providers/write-request.ts';
import { classifyParam } from './litellm-names.ts';
import type { LitellmParams } from './settings.ts';

/**
 * What the members of `litellm_params` say about the parameters of requests. `options` are the provider's own
 * settings; `ignore` is told of a member that does nothing.
 */
export function readRules(
  params: LitellmParams,
  options: readonly string[],
  dropsByDefault: boolean,
  ignore: (name: string, hint: string) => void,
): ParameterRules {
  const defaults: JsonObject = {};
  for (const [name, value] of Object.entries(membersOf(params))) {
    const found = classifyParam(name, options);
    if (found === 'parameter') defaults[name] = value;
    else if (found !== 'setting') ignore(name, found.hint);
  }
  return {
    defaults,
    dropUnsupported: params.drop_params ?? dropsByDefault,
    drop: params.additional_drop_params ?? [],
    headers: readHeaders(params.extra_headers),
    body: membersOf(params.extra_body ?? {}),
  };
}

/** What YAML holds is JSON. */
export const membersOf = (value: object): JsonObject => (isJsonObject(value) ? value : {});
