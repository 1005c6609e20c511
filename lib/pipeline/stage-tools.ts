import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { checkShape } from '../config/check-shape.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { formatProblem, type Problem } from '../errors.ts';
import { reasonOf } from '../io/system-error.ts';
import type { StageTools, TemplateSource } from '../stages/stage.ts';
import { TemplateError } from '../template/template-error.ts';
import type { Compiled, Templates } from '../template/templates.ts';

type Path = readonly PropertyKey[];

type FileTools = Pick<
  StageTools,
  | 'settings'
  | 'compileText'
  | 'compileCondition'
  | 'compileValue'
  | 'findFolder'
  | 'report'
  | 'warn'
>;

/** Is told what is wrong with a pipeline. */
export interface Findings {
  onProblem(problem: Problem): void;
  onWarning(text: string): void;
}

/** The part of a stage's tools that reads the pipeline file, with positions for every fault. */
export function createFileTools(
  yaml: YamlFile,
  stagePath: Path,
  templates: Templates,
  { onProblem, onWarning }: Findings,
): FileTools {
  const problemAt = (path: Path, message: string): Problem =>
    yaml.problem([...stagePath, ...path], message);
  const report = (path: Path, message: string): void => onProblem(problemAt(path, message));

  /** A fault in a template file stands in that file, one in the pipeline's text at that text. */
  function compile<T>(make: () => Compiled<T>, path: Path, file?: string): Compiled<T> {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { line, column, message } = error;
      if (file) onProblem({ file, line, column, message });
      else report(path, `${message} (line ${line}, column ${column} of the template)`);
      return () => {
        throw error;
      };
    }
  }

  function readTemplate(file: string, path: Path): string {
    try {
      return readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .replace(/\n$/, '');
    } catch (error) {
      report([...path, 'file'], `cannot read ${file}: ${reasonOf(error)}`);
      return '';
    }
  }

  return {
    report,
    warn: (path, message) => onWarning(formatProblem(problemAt(path, message))),
    settings: <T>(schema: z.ZodType<T>) => checkShape(yaml, schema, stagePath),
    compileText(template: TemplateSource, path) {
      if (typeof template === 'string') {
        return compile(() => templates.compileText(template), path);
      }
      const file = beside(yaml.file, template.file);
      const source = readTemplate(file, path);
      return compile(() => templates.compileText(source), path, file);
    },
    findFolder(name, path) {
      const folder = beside(yaml.file, name);
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
        report(path, `there is no folder ${folder}`);
      }
      return folder;
    },
    compileCondition: (source, path) => compile(() => templates.compileCondition(source), path),
    compileValue: (source, path) => compile(() => templates.compileValue(source), path),
  };
}

/** As the user would name it from where they are. */
const beside = (file: string, name: string): string =>
  isAbsolute(name) ? name : join(dirname(file), name);
