import { unescape as decodePercent } from 'node:querystring';
import { ownValue, type Schema } from './json-schema.ts';

/** What `#`, `#/$defs/NAME` or `#/definitions/NAME` points at; undefined where nothing has that name. */
export function resolveRef(ref: string, root: Schema): Schema | undefined {
  if (ref === '#') return root;
  const [, group, name = ''] = ref.split('/');
  const key = decodePercent(name).replaceAll('~1', '/').replaceAll('~0', '~');
  return ownValue(group === '$defs' ? root.$defs : root.definitions, key);
}
