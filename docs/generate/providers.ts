import type { CompatibleVendor } from '../../lib/providers/compatible-vendor.ts';
import { compatibleVendors } from '../../lib/providers/compatible-vendors.ts';
import { table } from './table.ts';

/** The vendors that speak OpenAI's format. */
export const providerTable = (): string =>
  table(
    ['prefix', 'address', 'variables of the address', 'variables of the key', 'known from'],
    Object.entries(compatibleVendors)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([prefix, vendor]) => [
        `\`${prefix}/\``,
        vendor.baseUrl ?? '`api_base` is needed',
        namesOf(vendor.baseVariables ?? []),
        namesOf(vendor.keyVariables),
        sourceOf(vendor.source),
      ]),
  );

const namesOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const sourceOf = (source: CompatibleVendor['source']): string =>
  'recorded' in source ? 'a recorded exchange' : `[documentation](${source.declared})`;
