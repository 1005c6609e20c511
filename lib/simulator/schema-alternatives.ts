import type { Constraints, Schema } from './json-schema.ts';
import type { Scope } from './schema-check.ts';
import { mergeConstraints } from './schema-merge.ts';
import { resolveRef } from './schema-reference.ts';

/** One way to satisfy a schema: constraints alone, and the references that led to them. */
export interface Alternative {
  constraints: Constraints;
  refs: readonly string[];
}

/** So often a recursive schema is unfolded on any path from the root. */
const maxEntries = 2;

/**
 * The ways to satisfy a schema in its own order, one per choice of `anyOf` and `oneOf`. They are rough:
 * a value made after one must still be checked against the schema.
 */
export function* listAlternatives(
  schema: Schema,
  refs: readonly string[],
  scope: Scope,
): Generator<Alternative> {
  scope.spend();
  const { $ref, allOf, anyOf, oneOf, $defs, definitions, ...constraints } = schema;
  const choices = [...(allOf ?? []).map((part) => [part]), anyOf, oneOf].filter((list) => !!list);
  if ($ref === undefined) {
    yield* combine({ constraints, refs }, choices, scope);
  } else if (refs.filter((ref) => ref === $ref).length < maxEntries) {
    const target = resolveRef($ref, scope.root);
    const entered = { constraints, refs: [...refs, $ref] };
    if (target) yield* combine(entered, [[target], ...choices], scope);
  }
}

function* combine(
  alternative: Alternative,
  [choices, ...others]: readonly (readonly Schema[])[],
  scope: Scope,
): Generator<Alternative> {
  if (!choices) {
    yield alternative;
    return;
  }
  for (const choice of choices) {
    for (const { constraints, refs } of listAlternatives(choice, alternative.refs, scope)) {
      const merged = mergeConstraints(alternative.constraints, constraints);
      yield* combine({ constraints: merged, refs }, others, scope);
    }
  }
}
