import { isJsonObject, type JsonValue } from '../json.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const wholeReference = /^os\.environ\/(.+)$/;
const reference = /\$\{\{([^{}]*)\}\}|\$\{([A-Za-z_]\w*)(?::([^}]*))?\}/g;

/**
 * Puts in the values of `${NAME}`, `${NAME:default}` and, as the whole text, LiteLLM's
 * `os.environ/NAME`; `${{NAME}}` stands for the characters `${NAME}`. An empty variable counts as
 * unset: it takes the default, else the first such name is returned. Values are not resolved again.
 */
export function resolveReferences(
  text: string,
  env: Environment,
): { text: string } | { unset: string } {
  const read = (name: string) => (Object.hasOwn(env, name) ? env[name] : undefined);
  const whole = wholeReference.exec(text)?.[1];
  if (whole !== undefined) {
    const value = read(whole);
    return value ? { text: value } : { unset: whole };
  }
  const unset: string[] = [];
  const resolved = text.replaceAll(
    reference,
    (_match, escaped?: string, name = '', other?: string) => {
      if (escaped !== undefined) return `\${${escaped}}`;
      const value = read(name) || other;
      if (value === undefined) unset.push(name);
      return value ?? '';
    },
  );
  return unset[0] === undefined ? { text: resolved } : { unset: unset[0] };
}

/** Is told of a variable that is not set, and where in the value it is asked for. */
export type OnUnset = (path: PropertyKey[], name: string) => void;

/** As resolveReferences, for the texts of a value at any depth; one with an unset variable stays as it is. */
export function resolveAll(
  value: JsonValue,
  env: Environment,
  onUnset: OnUnset,
  path: PropertyKey[] = [],
): JsonValue {
  const resolve = (member: JsonValue, key: PropertyKey) =>
    resolveAll(member, env, onUnset, [...path, key]);
  if (typeof value === 'string') {
    const found = resolveReferences(value, env);
    if ('text' in found) return found.text;
    onUnset(path, found.unset);
    return value;
  }
  if (Array.isArray(value)) return value.map(resolve);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolve(member, name)]),
  );
}
