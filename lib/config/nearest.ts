import leven from 'leven';

/** The known word of which at most a quarter of the letters differ; of several the nearest. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const [best] = Array.from(known, (name) => ({ name, far: leven(word, name) }))
    .filter(({ far }) => far <= Math.ceil(word.length / 4))
    .sort((a, b) => a.far - b.far);
  return best?.name;
}
