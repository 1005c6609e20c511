import type { Environment } from '../config/environment.ts';
import type { Vendor } from '../providers/index.ts';
import type { Target } from '../providers/provider.ts';
import { defaultAddress, variablesOfAddress } from '../providers/vendor-address.ts';

/** What a deployment still needs before it can be asked, with the variables that may hold it. */
export function findMissing(
  target: Target,
  vendor: Vendor,
  hasCredentials: boolean,
  env: Environment,
): string | undefined {
  const option = vendor.provider.findMissing?.(target);
  if (option) return named(option, vendor.provider.options?.[option]?.variables ?? []);
  if (target.baseUrl === '') return named('api_base', variablesOfAddress(vendor));
  const hasKey = target.apiKey !== undefined || hasCredentials;
  if (hasKey || !wantsKey(target.baseUrl, vendor, env)) return undefined;
  return named('api_key', vendor.keyVariables);
}

/** Every vendor does at its own address; a server of the user's own may do without. */
const wantsKey = (baseUrl: string, { baseUrl: home, keyVariables }: Vendor, env: Environment) =>
  keyVariables.length > 0 &&
  baseUrl.startsWith('https:') &&
  baseUrl === defaultAddress({ baseUrl: home }, env);

const named = (setting: string, variables: readonly string[]): string =>
  [setting, ...variables].join(' or ');
