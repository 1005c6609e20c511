import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { ConfigError, type Problem } from '../errors.ts';
import { interpretYaml, type YamlFault } from './interpret-yaml.ts';
import type { Path } from './path.ts';
import { readText } from './read-text.ts';

/** Counts from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A parsed file that knows where each value stands; where a path leads nowhere, the nearest parent. */
export interface YamlFile {
  /** As the user wrote it. */
  readonly file: string;
  readonly value: unknown;
  /** Keys that appear again in the same mapping, where that is allowed. */
  readonly duplicates: readonly Problem[];
  positionOf(path: Path): Position;
  /** Where the last key of the path stands; in a list, the item. */
  keyPositionOf(path: Path): Position;
  /** A problem with the value under the path. */
  problem(path: Path, message: string): Problem;
}

/** @throws UsageError when the file cannot be read, ConfigError when it is not proper YAML */
export async function readYaml(file: string): Promise<YamlFile> {
  return parseYaml(file, await readText(file));
}

/** As readYaml, but of a key that appears again the last value holds, as where LiteLLM reads the file. */
export async function readLenientYaml(file: string): Promise<YamlFile> {
  return parseLenientYaml(file, await readText(file));
}

/** One YAML document; `<<` merges. @throws ConfigError with a problem for each fault of syntax */
export const parseYaml = (file: string, text: string): YamlFile => parse(file, text, true);

/** As readLenientYaml. */
export const parseLenientYaml = (file: string, text: string): YamlFile => parse(file, text, false);

function parse(file: string, text: string, uniqueKeys: boolean): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys,
    logLevel: 'error',
  });
  const result = interpretYaml(document, text);
  const problemAt = (offset: number, message: string): Problem => ({
    file,
    ...positionAt(lines, offset),
    message,
  });
  if ('faults' in result) {
    throw new ConfigError(result.faults.map(({ offset, message }) => problemAt(offset, message)));
  }
  const positionOf = (path: Path) => positionAt(lines, startOf(follow(document, path).value));
  return {
    file,
    value: result.value,
    duplicates: uniqueKeys
      ? []
      : findDuplicates(document).map(({ offset, message }) => problemAt(offset, message)),
    positionOf,
    keyPositionOf: (path) => positionAt(lines, startOf(follow(document, path).key)),
    problem: (path, message) => ({ file, ...positionOf(path), message }),
  };
}

function findDuplicates(document: Document): YamlFault[] {
  const duplicates: YamlFault[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      for (const pair of items) {
        const key = keyText(pair);
        const message = `the key ${key} appears twice, the last value holds`;
        if (seen.has(key) && !isMerge(pair))
          duplicates.push({ offset: startOf(pair.key), message });
        seen.add(key);
      }
    },
  });
  return duplicates;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Nodes of the document; without a key of its own (an item, the whole) `key` is the value. */
interface Place {
  key: unknown;
  value: unknown;
}

/** Goes as far as the path leads. */
function follow(document: Document, path: Path): Place {
  let place: Place = { key: document.contents, value: document.contents };
  for (const key of path) {
    const { value } = place;
    const next = memberOf(isAlias(value) ? value.resolve(document) : value, key);
    if (!next) break;
    place = next;
  }
  return place;
}

function memberOf(node: unknown, key: PropertyKey): Place | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast((each) => keyText(each) === String(key));
  return pair && { key: pair.key, value: pair.value ?? pair.key };
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.source === '<<';

const keyText = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
