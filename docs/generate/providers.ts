import type { CompatibleVendor } from '../../lib/providers/compatible-vendor.ts';
import { compatibleVendors } from '../../lib/providers/compatible-vendors.ts';
import { type Vendor, vendors } from '../../lib/providers/index.ts';
import { table } from './table.ts';

const inOrder = <Row>(rows: Readonly<Record<string, Row>>): [string, Row][] =>
  Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));

/** The vendors with an adapter of their own, and their settings. */
export const nativeProviderTable = (): string =>
  table(
    ['prefix', 'address', 'variables of the address', 'variables of the key', 'settings'],
    inOrder(vendors)
      .filter(([prefix]) => !(prefix in compatibleVendors) && prefix !== 'simulator')
      .map(([prefix, vendor]) => [...whereabouts(prefix, vendor), settingsOf(vendor)]),
  );

/** The vendors that speak OpenAI's format. */
export const compatibleProviderTable = (): string =>
  table(
    ['prefix', 'address', 'variables of the address', 'variables of the key', 'known from'],
    inOrder(compatibleVendors).map(([prefix, vendor]) => [
      ...whereabouts(prefix, vendor),
      sourceOf(vendor.source),
    ]),
  );

type Place = Pick<Vendor, 'baseUrl' | 'baseVariables' | 'keyVariables'> & Partial<Vendor>;

function whereabouts(
  prefix: string,
  { baseUrl, baseVariables = [], keyVariables, provider }: Place,
): string[] {
  const other = provider?.addressOf ? 'as the settings say' : '`api_base` is needed';
  return [`\`${prefix}/\``, baseUrl ?? other, namesOf(baseVariables), namesOf(keyVariables)];
}

const settingsOf = ({ provider }: Vendor): string =>
  Object.entries(provider.options ?? {})
    .map(([name, { variables }]) =>
      variables.length > 0 ? `\`${name}\` (${namesOf(variables)})` : `\`${name}\``,
    )
    .join(', ');

const namesOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const sourceOf = (source: CompatibleVendor['source']): string =>
  'recorded' in source ? 'a recorded exchange' : `[documentation](${source.declared})`;
