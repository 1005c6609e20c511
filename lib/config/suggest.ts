import leven from 'leven';

const shortestPart = 3;

/** `, did you mean "x"?` for the known word nearest to a misspelt one, '' when none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const farthest = word.length < shortestPart ? 0 : Math.ceil(word.length / 3);
  const [best] = known
    .map((name) => ({ name, near: distance(word, name), far: leven(word, name) }))
    .filter(({ near }) => near <= farthest)
    .sort((a, b) => a.near - b.near || a.far - b.far);
  return best ? `, did you mean "${best.name}"?` : '';
}

/** Also looks at the parts of a name, so that `concurency` finds `max_concurrent`. */
function distance(word: string, name: string): number {
  const [a, b] = [word.toLowerCase(), name.toLowerCase()];
  if (isPrefix(a, b) || isPrefix(b, a)) return 0;
  const parts = b.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= shortestPart);
  return Math.min(...[b, ...parts].map((part) => leven(a, part)));
}

const isPrefix = (short: string, long: string): boolean =>
  short.length >= shortestPart && long.startsWith(short);
