import type { YamlFile } from '../config/yaml-file.ts';
import { formatProblem, type Problem } from '../errors.ts';

/** What is to be told of a file of models that is used all the same. */
export class Warnings {
  /** Models of entries that cannot be used, with the last reason. */
  readonly leftOut = new Map<string, string>();
  readonly #yaml: YamlFile;
  readonly #problems: Problem[];

  constructor(yaml: YamlFile) {
    this.#yaml = yaml;
    this.#problems = [...yaml.duplicates];
  }

  /** One line each with its position, in the file's order. */
  get lines(): string[] {
    return this.#problems
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .map(formatProblem);
  }

  /** Of a value. */
  add(path: PropertyKey[], message: string): void {
    this.#problems.push(this.#yaml.problem(path, message));
  }

  /** Of a key that is not read; the hint is such as `, it is not supported yet`. */
  ignore(path: PropertyKey[], hint: string): void {
    const message = `"${String(path.at(-1))}" is ignored${hint}`;
    const { file } = this.#yaml;
    this.#problems.push({ file, ...this.#yaml.keyPositionOf(path), message });
  }

  /** Of a deployment of the model that cannot be used. */
  leaveOut(model: string, path: PropertyKey[], why: string): void {
    const joint = why.endsWith('?') ? ' The' : '; the';
    const problem = this.#yaml.problem(path, `${why}${joint} deployment is left out`);
    this.#problems.push(problem);
    this.leftOut.set(model, formatProblem(problem));
  }
}
