import * as assert from 'uvu/assert';

/** Every path of names in a JSON value; the members of an array share one. */
export function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = Array.isArray(value) ? `${path}[]` : `${path}.${name}`;
    return [inner, ...pathsOf(member, inner)];
  });
}

/** The data of server-sent events that are JSON objects. */
export const eventsOf = (stream: string): unknown[] =>
  stream
    .split(/\r?\n\r?\n/)
    .flatMap((event) => /^data: (\{.*)$/m.exec(event)?.[1] ?? [])
    .map((data) => JSON.parse(data));

/** Asserts that ours has no path that theirs lacks. */
export function assertWithin(ours: unknown, theirs: unknown): void {
  const known = new Set(pathsOf(theirs));
  assert.equal(
    pathsOf(ours).filter((path) => !known.has(path)),
    [],
  );
}
