import {
  type Document,
  type ErrorCode,
  isCollection,
  type Node,
  visit,
  type YAMLError,
} from 'yaml';

/** What is wrong at a character of the text. */
export interface YamlFault {
  offset: number;
  message: string;
}

/** An alias multiplies what must be checked; anchors used in earnest stay far below. */
const maxAliasCount = 10_000;

/** The value of a document, or why it has none: at most one fault per line, in the text's order. */
export function interpretYaml(
  document: Document,
  text: string,
): { value: unknown } | { faults: YamlFault[] } {
  const faults = [...syntaxFaults(document, text), ...keyFaults(document, text)];
  if (faults.length > 0) return { faults: firstOfEachLine(faults, text) };
  if (document.contents === null) return { faults: [{ offset: 0, message: 'the file is empty' }] };
  const unusable = aliasFaults(document);
  if (unusable.length > 0) return { faults: unusable };
  keepDigits(document);
  try {
    return { value: document.toJS({ maxAliasCount }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { faults: [{ offset: 0, message: 'its aliases multiply too far' }] };
  }
}

const syntaxFaults = (document: Document, text: string): YamlFault[] =>
  [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: plainMessage(error, text),
  }));

type Explain = (rest: string, error: YAMLError) => string;

const quoteIt: Explain = (rest) => `quote a text that begins with ${rest[0]}`;
const pairExpected = 'expected "key: value", with a space after the colon';

/** `rest` is the text from the fault on. */
const explanations: Partial<Record<ErrorCode, Explain>> = {
  TAB_AS_INDENT: () => 'indent with spaces, not tabs',
  DUPLICATE_KEY: (rest) => `the key ${/^[^:\r\n]*/.exec(rest)?.[0].trim()} appears twice`,
  MULTIPLE_DOCS: () => 'only one document per file, remove this ---',
  BAD_SCALAR_START: quoteIt,
  TAG_RESOLVE_FAILED: quoteIt,
  BLOCK_AS_IMPLICIT_KEY: () => 'quote a text that contains ": ", or check the indentation',
  MULTILINE_IMPLICIT_KEY: () => pairExpected,
  UNEXPECTED_TOKEN: () => 'unexpected text after the value, quote the whole text',
  BAD_INDENT: (_rest, { message }) =>
    message.startsWith('Flow')
      ? 'a [ or { above is not closed'
      : 'check the indentation, all keys of a mapping start at the same column',
  MISSING_CHAR: (_rest, { message }) =>
    message.includes('quote') ? 'a quoted text above is not closed' : pairExpected,
};

function plainMessage(error: YAMLError, text: string): string {
  const [offset] = error.pos;
  if (isIndentedByTab(text, offset)) return 'indent with spaces, not tabs';
  const explain = explanations[error.code];
  if (explain) return explain(text.slice(offset), error);
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

const isIndentedByTab = (text: string, offset: number): boolean =>
  /^ *\t/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 1));

/** One slip of the pen makes the parser stumble several times; the first names the cause. */
function firstOfEachLine(faults: readonly YamlFault[], text: string): YamlFault[] {
  const inOrder = faults.toSorted((a, b) => a.offset - b.offset);
  return inOrder.filter(({ offset }, index) => {
    const previous = inOrder[index - 1];
    return !previous || text.slice(previous.offset, offset).includes('\n');
  });
}

/** An unquoted `{{ x }}` is a mapping with a mapping as its key. */
function keyFaults(document: Document, text: string): YamlFault[] {
  const faults: YamlFault[] = [];
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isCollection(key)) return;
      const offset = key.range?.[0] ?? 0;
      faults.push(
        text.startsWith('{{', offset - 1)
          ? { offset: offset - 1, message: 'quote a text that begins with {{' }
          : { offset, message: 'a key must be a text' },
      );
    },
  });
  return faults;
}

function aliasFaults(document: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const anchors = new Map<string, Node>();
  visit(document, {
    Value: (_key, node) => {
      if (node.anchor) anchors.set(node.anchor, node);
    },
    Alias: (_key, { source, range }, ancestors) => {
      const target = anchors.get(source);
      const offset = range?.[0] ?? 0;
      if (!target) {
        const message = `unknown alias *${source}, quote a text that begins with *`;
        faults.push({ offset, message });
      } else if (ancestors.includes(target)) {
        faults.push({ offset, message: `the alias *${source} contains itself` });
      }
    },
  });
  return faults;
}

/** Whole numbers that a double would change become bigints, as in JSON. */
function keepDigits(document: Document): void {
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value !== 'number' || Number.isSafeInteger(scalar.value)) return;
      if (/^-?[0-9]+$/.test(scalar.source ?? '')) scalar.value = BigInt(scalar.source ?? '');
    },
  });
}
