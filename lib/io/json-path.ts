/** A step into a JSON document: the member of that name, or every element. */
export type PathStep = string | typeof everyElement;
export const everyElement = Symbol('[*]');

/** The path to the document itself. */
export const wholeDocument = '$';

/**
 * The steps of a path such as `$.data.items` or `data[*].paragraphs[*].qas`, of which `$` and `.` at the start may
 * be left out; undefined where it is none.
 */
export function parsePath(path: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  let rest = path.replace(/^\$(?=[.[]|$)/, '');
  if (rest !== '' && !/^[.[]/.test(rest)) rest = `.${rest}`;
  while (rest !== '') {
    const [text, name, quoted] = /^(?:\.([^.[\]]+)|\["([^"]+)"\]|\[\*?\])/.exec(rest) ?? [];
    if (text === undefined) return undefined;
    steps.push(name ?? quoted ?? everyElement);
    rest = rest.slice(text.length);
  }
  return steps;
}

/** True when the keys that lead to a value are those of the steps. */
export const matchesPath = (
  steps: readonly PathStep[],
  keys: readonly (string | number | null)[],
): boolean =>
  keys.length === steps.length &&
  steps.every((step, at) =>
    step === everyElement ? typeof keys[at] === 'number' : step === keys[at],
  );
