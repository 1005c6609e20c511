export type Path = readonly PropertyKey[];

const plainName = /^[\p{L}\p{N}_-]+$/u;

/** A path as people write it: `stages[1].call["two words"]`. */
export function formatPath(path: Path): string {
  return path.map((key, index) => formatKey(key, index === 0)).join('');
}

function formatKey(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  if (!plainName.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}

/** What lies under a path of a parsed file; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(memberOf, value);
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
