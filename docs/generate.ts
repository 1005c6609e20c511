import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createPipelineJsonSchema } from './generate/pipeline-schema.ts';
import { createReference } from './generate/reference.ts';

// node docs/generate.ts [--check] [--root FOLDER]
// Writes what is generated from the code; with --check it writes nothing, names each file that is not
// up to date, and ends with 1 if there is one.

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    root: { type: 'string', default: resolve(import.meta.dirname, '..') },
  },
});

const generated: Readonly<Record<string, string>> = {
  'config/pipeline.schema.json': `${JSON.stringify(createPipelineJsonSchema(), undefined, 2)}\n`,
  'docs/reference.md': createReference(),
};

for (const [name, text] of Object.entries(generated)) {
  const path = join(values.root, name);
  if (!values.check) writeFileSync(path, text);
  else if (read(path) !== text) {
    console.error(`${name} is not up to date: run node docs/generate.ts`);
    process.exitCode = 1;
  }
}

/** Undefined where there is no such file. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
