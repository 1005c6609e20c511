import { Context, Liquid, toValue } from 'liquidjs';
import { asText } from './output.ts';

const singleText = 'a template is a single text';
const fixedData = 'a template cannot change its data';
const refusedTags = {
  include: singleText,
  render: singleText,
  layout: singleText,
  block: singleText,
  increment: fixedData,
  decrement: fixedData,
};

/** Bounds for one rendering, so that hostile data cannot stall the run. */
const limits = { memoryLimit: 100_000_000, renderLimit: 10_000 };

/** A Liquid that is strict, reads nothing but the data it is given and writes JSON for objects. */
export function createLiquid(): Liquid {
  const liquid = new Liquid({
    ...limits,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    groupedExpressions: true,
    templates: {},
    outputEscape: (value) => asText(toValue(value)),
  });
  for (const [name, reason] of Object.entries(refusedTags)) {
    liquid.registerTag(name, { parse: () => refuseTag(name, reason), render: () => '' });
  }
  for (const name of ['json', 'jsonify', 'inspect']) liquid.registerFilter(name, toJson);
  // The built-in one would bypass the check for null.
  liquid.registerFilter('raw', (value: unknown) => value);
  return liquid;
}

function refuseTag(name: string, reason: string): never {
  throw new Error(`the tag "${name}" is not supported: ${reason}`);
}

/** Unlike the built-in filter it can write bigints. */
const toJson = (value: unknown, space?: number): string =>
  JSON.stringify(
    value,
    (_name, member: unknown) =>
      typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member,
    space,
  );

export const createContext = (liquid: Liquid, scope: object): Context =>
  new Context(scope, liquid.options, { sync: true }, { liquid });

/** A context in which null is an error too, save where Liquid is lenient: in `default` and `if`. */
export const createStrictContext = (liquid: Liquid, scope: object): Context =>
  new StrictContext(scope, liquid.options, { sync: true }, { liquid });

class StrictContext extends Context {
  override *_getFromScope(
    ...[scope, path, isStrict = true]: Parameters<Context['_getFromScope']>
  ): IterableIterator<unknown> {
    const value: unknown = yield super._getFromScope(scope, path, isStrict);
    if (value === null && isStrict) throw new NullVariable(path);
    return value;
  }
}

/** Bears the name by which Liquid knows what a lenient place forgives. */
class NullVariable extends Error {
  constructor(path: Parameters<Context['_getFromScope']>[1]) {
    super(`${Array.isArray(path) ? path.join('.') : path} is null`);
    this.name = 'InternalUndefinedVariableError';
  }
}
