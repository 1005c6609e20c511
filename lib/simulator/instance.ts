import { randomFromHash } from './hash.ts';
import { drawNumber } from './instance-number.ts';
import { type Constraints, ownValue, type Schema, type TypeName } from './json-schema.ts';
import { drawInteger, type Random } from './random.ts';
import { type Alternative, listAlternatives } from './schema-alternatives.ts';
import { type Scope, satisfies } from './schema-check.ts';
import { refuseSchema } from './schema-reader.ts';
import { makeFormatted } from './string-format.ts';

const maxSteps = 100_000;
const drawsPerNumber = 16;

/**
 * A value that satisfies a JSON schema. What the schema leaves open is drawn from the hash, and texts hold
 * the hash as far as their length allows. @throws Refusal where none is found within 100,000 steps.
 */
export function makeInstance(root: Schema, hash: string): unknown {
  const value = new Maker(root, hash).make(root, []);
  if (value === undefined) throw refuseSchema('no value was found that satisfies it');
  return value;
}

/** Proposes candidates and keeps the first that satisfies its schema. */
class Maker {
  readonly #scope: Scope;
  readonly #random: Random;
  #steps = 0;

  constructor(root: Schema, hash: string) {
    this.#scope = { root, hash, spend: () => this.#spend() };
    this.#random = randomFromHash(hash);
  }

  /** Undefined where nothing fits. */
  make(schema: Schema, refs: readonly string[]): unknown {
    for (const alternative of listAlternatives(schema, refs, this.#scope)) {
      for (const value of this.#propose(alternative)) {
        if (value !== undefined && satisfies(value, schema, this.#scope)) return value;
      }
    }
    return undefined;
  }

  #spend(): void {
    if (++this.#steps > maxSteps) throw refuseSchema('it asks for too much');
  }

  *#propose({ constraints, refs }: Alternative): Generator<unknown> {
    const { const: only, enum: values, type = [impliedType(constraints)] } = constraints;
    if (only !== undefined) yield only;
    else if (values) yield* this.#rotate(values);
    else for (const name of type) yield* this.#proposeOfType(name, constraints, refs);
  }

  #rotate(values: readonly unknown[]): readonly unknown[] {
    const start = drawInteger(this.#random, 0, values.length - 1);
    return [...values.slice(start), ...values.slice(0, start)];
  }

  *#proposeOfType(
    type: TypeName,
    constraints: Constraints,
    refs: readonly string[],
  ): Generator<unknown> {
    if (type === 'null') yield null;
    else if (type === 'boolean') yield this.#random() < 0.5;
    else if (type === 'string') yield makeText(constraints, this.#scope.hash);
    else if (type === 'array') yield this.#makeArray(constraints, refs);
    else if (type === 'object') yield* this.#proposeObjects(constraints, refs);
    else yield* this.#proposeNumbers(constraints, type === 'integer');
  }

  *#proposeNumbers(constraints: Constraints, isInteger: boolean): Generator<number> {
    for (let draw = 0; draw < drawsPerNumber; draw++) {
      yield drawNumber(this.#random, constraints, isInteger);
    }
  }

  #makeArray(constraints: Constraints, refs: readonly string[]): unknown[] {
    const { prefixItems = [], items = {}, minItems = 0, maxItems = Infinity } = constraints;
    const length = Math.min(Math.max(minItems, prefixItems.length, 1), maxItems);
    const values: unknown[] = [];
    while (values.length < length) {
      const value = this.make(prefixItems[values.length] ?? items, refs);
      if (value === undefined) break;
      values.push(value);
    }
    return values;
  }

  /** With all members that can be made, else with the required ones. */
  *#proposeObjects(constraints: Constraints, refs: readonly string[]): Generator<object> {
    const { properties = {}, required = [] } = constraints;
    yield this.#makeObject([...Object.keys(properties), ...required], constraints, refs);
    yield this.#makeObject(required, constraints, refs);
  }

  #makeObject(names: readonly string[], constraints: Constraints, refs: readonly string[]): object {
    const { properties, additionalProperties = {} } = constraints;
    const members = [...new Set(names)].map((name) => {
      return [name, this.make(ownValue(properties, name) ?? additionalProperties, refs)] as const;
    });
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }
}

/** The hash over and over, as long as asked for. */
function makeText({ format, minLength = 0, maxLength }: Constraints, hash: string): string {
  return format ? makeFormatted(format, hash) : hash.padEnd(minLength, hash).slice(0, maxLength);
}

/** The type that a schema without `type` speaks about, by its keywords. */
function impliedType(constraints: Constraints): TypeName {
  const has = (...keywords: (keyof Constraints)[]) =>
    keywords.some((keyword) => constraints[keyword] !== undefined);
  if (has('properties', 'required', 'additionalProperties')) return 'object';
  if (has('items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) {
    return 'number';
  }
  return 'string';
}
