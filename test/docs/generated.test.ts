import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root, withWorkshop } from './workshop.ts';

const generated = suite('generated documents');

const files = ['config/pipeline.schema.json', 'docs/reference.md'];
const generate = join(root, 'docs/generate.ts');

generated('are up to date', () =>
  withWorkshop({}, async ({ run }) => {
    const { code, stderr } = await run('node', generate, '--check');
    assert.is(stderr, '');
    assert.is(code, 0);
  }),
);

generated('are named when they are stale or missing', () =>
  withProject(async (project, run) => {
    writeFileSync(join(project, 'docs/reference.md'), 'old\n');
    rmSync(join(project, 'config/pipeline.schema.json'));
    const { code, stderr } = await run('--check');
    assert.is(code, 1);
    assert.equal(
      stderr.trimEnd().split('\n'),
      files.map((file) => `${file} is not up to date: run node docs/generate.ts`),
    );
    assert.is(readFileSync(join(project, 'docs/reference.md'), 'utf8'), 'old\n');
  }),
);

generated('are brought up to date', () =>
  withProject(async (project, run) => {
    writeFileSync(join(project, 'docs/reference.md'), 'old\n');
    assert.is((await run()).code, 0);
    assert.is((await run('--check')).code, 0);
    for (const file of files) {
      assert.is(readFileSync(join(project, file), 'utf8'), readFileSync(join(root, file), 'utf8'));
    }
  }),
);

/** A folder with copies of the generated files. */
const withProject = (
  use: (
    project: string,
    run: (...args: string[]) => Promise<{ code: number; stderr: string }>,
  ) => Promise<void>,
): Promise<void> =>
  withWorkshop({}, async ({ folder, run }) => {
    const project = join(folder, '.project');
    for (const name of ['config', 'docs']) mkdirSync(join(project, name), { recursive: true });
    for (const file of files) cpSync(join(root, file), join(project, file));
    await use(project, (...args) => run('node', generate, '--root', project, ...args));
  });

generated.run();
