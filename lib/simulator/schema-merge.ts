import { type Constraints, ownValue, type Schema, type TypeName } from './json-schema.ts';

/** Constraints that ask for both. Where `b` is not joined with `a` it stands alone, as for formats. */
export function mergeConstraints(a: Constraints, b: Constraints): Constraints {
  return {
    ...a,
    ...b,
    type: join(a.type, b.type, intersectTypes),
    minLength: join(a.minLength, b.minLength, Math.max),
    maxLength: join(a.maxLength, b.maxLength, Math.min),
    minimum: join(a.minimum, b.minimum, Math.max),
    maximum: join(a.maximum, b.maximum, Math.min),
    exclusiveMinimum: join(a.exclusiveMinimum, b.exclusiveMinimum, Math.max),
    exclusiveMaximum: join(a.exclusiveMaximum, b.exclusiveMaximum, Math.min),
    properties: join(a.properties, b.properties, mergeProperties),
    required: join(a.required, b.required, (first, second) => [...first, ...second]),
    additionalProperties: join(a.additionalProperties, b.additionalProperties, both),
    items: join(a.items, b.items, both),
    minItems: join(a.minItems, b.minItems, Math.max),
    maxItems: join(a.maxItems, b.maxItems, Math.min),
  };
}

function join<Value>(
  a: Value | undefined,
  b: Value | undefined,
  combine: (a: Value, b: Value) => Value,
): Value | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : combine(a, b);
}

const both = (a: Schema, b: Schema): Schema => ({ allOf: [a, b] });

/** An integer is a number too. */
function intersectTypes(a: TypeName[], b: TypeName[]): TypeName[] {
  const isIn = (types: TypeName[]) => (type: TypeName) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return [...new Set([...a.filter(isIn(b)), ...b.filter(isIn(a))])];
}

function mergeProperties(
  a: Record<string, Schema>,
  b: Record<string, Schema>,
): Record<string, Schema> {
  const merged = Object.entries(b).map(([name, schema]) => {
    const other = ownValue(a, name);
    return [name, other ? both(other, schema) : schema];
  });
  return { ...a, ...Object.fromEntries(merged) };
}
