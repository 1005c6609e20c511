import type { Environment } from '../config/environment.ts';
import { type JsonValue, stringifyJson } from '../json.ts';
import type { Prices } from '../prices/price-table.ts';
import { addressOf, findVendor, firstSet, type Vendor, vendors } from '../providers/index.ts';
import type { Target } from '../providers/provider.ts';
import { vendorOfAddress } from '../providers/vendor-address.ts';
import { readHeaders } from '../providers/write-request.ts';
import { findMissing } from './find-missing.ts';
import { membersOf } from './parameter-rules.ts';
import { type Place, resolveModel } from './resolve-model.ts';
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

/** `prices` know whose a model is that is named without a vendor. */
export function findTarget(
  params: LitellmParams,
  env: Environment,
  prices: Pick<Prices, 'models' | 'vendorOf'>,
): FoundTarget | Unusable {
  const { base_url: otherBase, api_base: base = otherBase, custom_llm_provider: given } = params;
  if (base !== undefined && !isAddress(base)) {
    return { at: base === otherBase ? 'base_url' : 'api_base', why: noAddress(base) };
  }
  const naming = {
    vendors: new Set(Object.keys(vendors)),
    vendorOfAddress,
    vendorOfModel: (model: string) => prices.vendorOf(model),
    models: () => Array.from(prices.models, ({ name }) => name),
    prefersAiStudio: prefersAiStudio(params, env),
  };
  const place = resolveModel(params.model, { address: base, vendor: given }, naming);
  if ('problem' in place) {
    return { at: given === undefined ? 'model' : 'custom_llm_provider', why: place.problem };
  }
  return targetAt(place, base, params, env);
}

function targetAt(
  { vendor: provider, upstreamModel }: Place,
  base: string | undefined,
  params: LitellmParams,
  env: Environment,
): FoundTarget | Unusable {
  const vendor = findVendor(provider);
  const options = readOptions(params, vendor, env);
  const baseUrl = base ?? addressOf(vendor, env, options, upstreamModel) ?? '';
  if (baseUrl !== '' && !isAddress(baseUrl)) return { at: 'model', why: noAddress(baseUrl) };
  const apiKey = params.api_key || firstSet(vendor.keyVariables, env);
  const target = { provider, baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, upstreamModel, options };
  // The address of the simulator is told once it runs.
  if (provider === 'simulator') return target;
  const hasCredentials = credentialsIn(readHeaders(params.extra_headers)).length > 0;
  const limits = { maxOutputTokens: undefined };
  const missing = findMissing({ ...target, ...limits }, vendor, hasCredentials, env);
  return missing === undefined
    ? target
    : { at: 'model', why: `"${params.model}" needs ${missing}` };
}

const noAddress = (found: string): string =>
  `expected an address such as http://host:8000/v1, got "${found}"`;

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** The values of headers that hold some. */
export const credentialsIn = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers)
    .filter(([name]) => secretHeader.test(name))
    .map(([, value]) => value);

const secretHeader = /auth|cookie|key|secret|token/i;

/** The provider's own settings, from the configuration or the environment. */
function readOptions(
  params: LitellmParams,
  { provider }: Vendor,
  env: Environment,
): Record<string, string> {
  const options: Record<string, string> = {};
  const given = membersOf(params);
  for (const [name, { variables, partOf = name }] of Object.entries(provider.options ?? {})) {
    const mayStandIn = given[name] === undefined && given[partOf] === undefined;
    const found = mayStandIn ? firstSet(variables, env) : textOf(given[name]);
    if (found) options[name] = found;
  }
  return options;
}

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'object' ? stringifyJson(value) : value?.toString();

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
