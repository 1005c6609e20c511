import type { Environment } from '../config/environment.ts';
import type { CompatibleVendor } from './compatible-vendor.ts';
import { compatibleVendors } from './compatible-vendors.ts';

const hole = /\{(\w+)\}/g;

/** Where a vendor is without an `api_base`; undefined where the environment does not tell all of it. */
export function defaultAddress(
  { baseUrl, baseVariables = [] }: Pick<CompatibleVendor, 'baseUrl' | 'baseVariables'>,
  env: Environment,
): string | undefined {
  const name = baseVariables.find((variable) => env[variable]);
  if (name !== undefined) return env[name];
  const isKnown = [...(baseUrl ?? '').matchAll(hole)].every(([, variable = '']) => env[variable]);
  return isKnown ? baseUrl?.replaceAll(hole, (_match, variable) => env[variable] ?? '') : undefined;
}

/** The environment variables that tell the address, or a part of it. */
export const variablesOfAddress = ({
  baseUrl = '',
  baseVariables = [],
}: Pick<CompatibleVendor, 'baseUrl' | 'baseVariables'>): string[] => [
  ...baseVariables,
  ...Array.from(baseUrl.matchAll(hole), ([, variable = '']) => variable),
];

/**
 * Whose an `api_base` is, by the table; undefined: nobody's. Since the vendor's key goes there, the scheme, host and
 * port must be the same; the path may go on. Loopback addresses are nobody's.
 */
export function vendorOfAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') return undefined;
  const place = `${url.origin}${url.pathname}`;
  const vendors = Object.entries(compatibleVendors);
  return vendors.find(([, vendor]) =>
    addressesOf(vendor).some((base) => isWithin(place, base)),
  )?.[0];
}

/** All that the table knows of a vendor's addresses. */
export const addressesOf = ({ baseUrl, otherBaseUrls = [] }: CompatibleVendor): string[] =>
  baseUrl === undefined ? [...otherBaseUrls] : [baseUrl, ...otherBaseUrls];

function isWithin(place: string, base: string): boolean {
  const parts = place.split('/');
  return base.split('/').every((part, index) => fits(parts[index], part));
}

/** A hole stands for one word, so that it cannot reach into another domain. */
function fits(text = '', pattern: string): boolean {
  const words = text.split('.');
  const wanted = pattern.split('.');
  return (
    words.length === wanted.length &&
    wanted.every((word, index) => word === words[index] || (isHole(word) && words[index] !== ''))
  );
}

const isHole = (word: string): boolean => /^\{\w+\}$/.test(word);
