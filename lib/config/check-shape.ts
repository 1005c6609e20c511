import type { z } from 'zod';
import { ConfigError, type Problem } from '../errors.ts';
import { expectationOf } from './expectation.ts';
import { describeFault, type Fault, faultsOf } from './fault.ts';
import { type Path, valueAt } from './path.ts';
import type { YamlFile } from './yaml-file.ts';

/** The value under `path` as the schema gives it. @throws ConfigError with every problem in it */
export function checkShape<T>(yaml: YamlFile, schema: z.ZodType<T>, path: Path = []): T {
  const result = collectProblems(yaml, schema, path);
  if ('problems' in result) throw new ConfigError(result.problems);
  return result.value;
}

/** Like checkShape, but returns the problems, at least one and in the file's order. */
export function collectProblems<T>(
  yaml: YamlFile,
  schema: z.ZodType<T>,
  path: Path = [],
): { value: T } | { problems: Problem[] } {
  const result = schema.safeParse(valueAt(yaml.value, path), { error: expectationOf });
  if (result.success) return { value: result.data };
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, path, yaml.value));
  const problems = faults.map((fault) => problemOf(yaml, fault));
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function problemOf(yaml: YamlFile, fault: Fault): Problem {
  const { path, isAtKey } = fault;
  const position = isAtKey ? yaml.keyPositionOf(path) : yaml.positionOf(path);
  return { file: yaml.file, ...position, message: describeFault(fault) };
}
