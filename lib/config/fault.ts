import type { z } from 'zod';
import { formatPath, type Path, valueAt } from './path.ts';
import { suggest } from './suggest.ts';

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** One thing for the user to correct. */
export interface Fault {
  path: Path;
  isAtKey: boolean;
  /** What stands there and may be shown: the value or, with `isAtKey`, the key. */
  found: unknown;
  /** Such as `is missing`, `unknown key` or `expected true or false`. */
  verdict: string;
  /** What could have been meant. */
  words: readonly string[];
  /** The value is not even of the kind that the schema wants. */
  isMisfit: boolean;
}

/** What an issue of zod comes down to; `base` leads from the file's whole value to the checked one. */
export function faultsOf(issue: Issue, base: Path, whole: unknown): Fault[] {
  const path = [...base, ...issue.path];
  const found = valueAt(whole, path);
  const verdict = found === undefined && issue.code !== 'custom' ? 'is missing' : issue.message;
  const fault: Fault = { path, isAtKey: false, found, verdict, words: [], isMisfit: false };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, issue.message.split('\n')));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({
        ...fault,
        isAtKey: true,
        found: issue.path.at(-1),
        verdict: message,
      }));
    case 'invalid_union':
      return unionFaults(issue, fault, whole);
    case 'invalid_value':
      return [{ ...fault, words: issue.values.filter(isText), isMisfit: true }];
    case 'invalid_type':
      return [{ ...fault, isMisfit: true }];
    case 'custom':
      return [typeof found === 'object' ? { ...fault, found: undefined } : fault];
    default:
      return [fault];
  }
}

const unknownKey = (path: Path, found: string, words: readonly string[]): Fault => ({
  path,
  isAtKey: true,
  found,
  verdict: 'unknown key',
  words,
  isMisfit: false,
});

const isText = (value: unknown): value is string => typeof value === 'string';

/** The faults of the branch that fits the value best; when none is of its kind, all that would do. */
function unionFaults(issue: UnionIssue, fault: Fault, whole: unknown): Fault[] {
  if (fault.found === undefined || issue.errors.length === 0) {
    const words = 'options' in issue ? issue.options?.filter(isText) : undefined;
    return [{ ...fault, words: words ?? [] }];
  }
  const branches = issue.errors.map((issues) =>
    issues.flatMap((each) => faultsOf(each, fault.path, whole)),
  );
  const isRootMisfit = (each: Fault) => each.isMisfit && each.path.length === fault.path.length;
  const [best] = branches
    .filter((faults) => !faults.some(isRootMisfit))
    .sort((a, b) => a.length - b.length);
  return best ?? [mergeMisfits(branches.flat().filter(isRootMisfit), fault)];
}

function mergeMisfits(misfits: readonly Fault[], fault: Fault): Fault {
  const wanted = new Set(misfits.map(({ verdict }) => verdict.replace(/^expected /, '')));
  return {
    ...fault,
    verdict: `expected ${[...wanted].join(' or ')}`,
    words: misfits.flatMap(({ words }) => words),
    isMisfit: true,
  };
}

/** A fault in words, without its position; the values of secrets are not shown. */
export function describeFault({ path, isAtKey, found, verdict, words }: Fault): string {
  const place = formatPath(path) || 'the file';
  const joint = verdict.startsWith('is ') ? ' ' : ': ';
  if (!isAtKey && path.some(isSecret)) return place + joint + verdict;
  const got = verdict.startsWith('expected ') && found !== undefined ? `, got ${show(found)}` : '';
  const hint = isText(found) ? suggest(found, words) : '';
  return place + joint + verdict + got + hint;
}

const secretName = /([_-]keys?|(^|[_-])(passwords?|token|secrets?|authorization))$/i;

const isSecret = (key: PropertyKey): boolean => secretName.test(String(key));

const maxShown = 60;

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > maxShown ? `${value.slice(0, maxShown - 1)}…` : value);
}
