import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { checkShape } from '../config/check-shape.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { ConfigError, messageOf } from '../errors.ts';
import type { StageTools, TemplateSource } from '../stages/stage.ts';
import { TemplateError } from '../template/template-error.ts';
import type { Templates } from '../template/templates.ts';

type Path = readonly PropertyKey[];

/** The part of a stage's tools that reads the pipeline file, with positions for every fault. */
export function createFileTools(
  yaml: YamlFile,
  stagePath: Path,
  templates: Templates,
): Pick<StageTools, 'settings' | 'compileText' | 'compileCondition' | 'compileValue' | 'problem'> {
  const problem = (path: Path, message: string) =>
    new ConfigError([yaml.problem([...stagePath, ...path], message)]);

  /** A fault in a template file stands in that file, one in the pipeline's text at that text. */
  function compile<T>(make: () => T, path: Path, file?: string): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { line, column, message } = error;
      if (file) throw new ConfigError([{ file, line, column, message }]);
      throw problem(path, `${message} (line ${line}, column ${column} of the template)`);
    }
  }

  function readTemplate(name: string, path: Path): { file: string; source: string } {
    const file = resolve(dirname(yaml.file), name);
    try {
      return {
        file,
        source: readFileSync(file, 'utf8')
          .replace(/^\uFEFF/, '')
          .replace(/\n$/, ''),
      };
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const why = isMissing ? `no such file: ${file}` : messageOf(error);
      throw problem([...path, 'file'], `cannot read "${name}": ${why}`);
    }
  }

  return {
    problem,
    settings: <T>(schema: z.ZodType<T>) => checkShape(yaml, schema, stagePath),
    compileText(template: TemplateSource, path) {
      if (typeof template === 'string') {
        return compile(() => templates.compileText(template), path);
      }
      const { file, source } = readTemplate(template.file, path);
      return compile(() => templates.compileText(source), path, file);
    },
    compileCondition: (source, path) => compile(() => templates.compileCondition(source), path),
    compileValue: (source, path) => compile(() => templates.compileValue(source), path),
  };
}
