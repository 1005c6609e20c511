import type { Environment } from '../config/environment.ts';
import type { JsonValue } from '../json.ts';
import { addressOf, findVendor, firstSet, type Vendor, vendors } from '../providers/index.ts';
import type { Target } from '../providers/provider.ts';
import { vendorOfAddress } from '../providers/vendor-address.ts';
import { membersOf } from './parameter-rules.ts';
import { resolveModel } from './resolve-model.ts';
import type { LitellmParams } from './settings.ts';

/** Where the requests of a deployment go and as whom; what its model takes is not known here. */
export interface FoundTarget extends Omit<Target, 'maxOutputTokens'> {
  provider: string;
}

/** Why a deployment cannot be used, and which of its parameters is to blame. */
export interface Unusable {
  at: string;
  why: string;
}

/** `vendorOfModel` knows whose a model is that is named without a vendor. */
export function findTarget(
  params: LitellmParams,
  env: Environment,
  vendorOfModel: (model: string) => string | undefined,
): FoundTarget | Unusable {
  const { base_url: otherBase, api_base: base = otherBase, model } = params;
  if (base !== undefined && !isAddress(base)) {
    return { at: base === otherBase ? 'base_url' : 'api_base', why: noAddress };
  }
  const naming = {
    vendors: new Set(Object.keys(vendors)),
    vendorOfAddress,
    vendorOfModel,
    prefersAiStudio: prefersAiStudio(params, env),
  };
  const place = resolveModel(model, { address: base, vendor: params.custom_llm_provider }, naming);
  if ('problem' in place) return { at: 'model', why: place.problem };
  const { vendor: provider, upstreamModel } = place;
  const vendor = findVendor(provider);
  const options = readOptions(params, vendor, env);
  const baseUrl = base ?? addressOf(vendor, env, options, upstreamModel) ?? '';
  const apiKey = params.api_key || firstSet(vendor.keyVariables, env);
  const target = { provider, baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, upstreamModel, options };
  const missing = findMissing(target, vendor);
  return missing === undefined ? target : { at: 'model', why: `"${model}" needs ${missing}` };
}

const noAddress = 'expected an address such as http://host:8000/v1';

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** The simulator of this process is placed when it has started. */
function findMissing(target: FoundTarget, { provider }: Vendor): string | undefined {
  const missing = provider.findMissing?.({ ...target, maxOutputTokens: undefined });
  if (missing !== undefined || target.provider === 'simulator') return missing;
  return isAddress(target.baseUrl) ? undefined : 'an api_base';
}

/** The provider's own settings, from the configuration or the environment. */
function readOptions(
  params: LitellmParams,
  { provider }: Vendor,
  env: Environment,
): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [name, { variables }] of Object.entries(provider.options ?? {})) {
    const { [name]: given } = membersOf(params);
    const found = given === undefined ? firstSet(variables, env) : textOf(given);
    if (found) options[name] = found;
  }
  return options;
}

const textOf = (value: JsonValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Signs of a project in Google's cloud, where Gemini is Vertex AI's. */
const cloudVariables = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
  'VERTEXAI_PROJECT',
  'VERTEX_PROJECT',
];

const studioKeys = ['GEMINI_API_KEY', 'GOOGLE_API_KEY'];

function prefersAiStudio(params: LitellmParams, env: Environment): boolean {
  const hasKey = params.api_key !== undefined || firstSet(studioKeys, env) !== undefined;
  const hasProject = Object.keys(params).some((name) => name.startsWith('vertex_'));
  return hasKey && !hasProject && firstSet(cloudVariables, env) === undefined;
}
