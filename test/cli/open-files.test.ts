import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openFiles, outputPath, type RunFiles } from '../../lib/cli/open-files.ts';
import { UsageError } from '../../lib/errors.ts';
import { readPipeline } from '../../lib/pipeline/read-pipeline.ts';
import { withFolder } from '../io/with-folder.ts';
import { memoryLog } from './capture.ts';

const OpenFiles = suite('open files');

interface Asked {
  input?: readonly string[];
  output?: string;
  deadLetter?: string;
  dryRun?: boolean;
  /** Of the pipeline `p`. */
  settings?: string;
}

const noOptions = {
  format: undefined,
  path: undefined,
  deadLetter: undefined,
  skip: undefined,
  limit: undefined,
};

/** Opens the files of a run in a folder, whose own names are relative to it. */
async function openIn(folder: string, asked: Asked, level: 'normal' | 'quiet' = 'quiet') {
  const { input = ['in.jsonl'], settings = '', dryRun = false } = asked;
  const path = (name: string | undefined) =>
    name === undefined || name === '-' ? name : join(folder, name);
  writeFileSync(join(folder, 'p.yaml'), `${settings}stages: [{ filter: "true" }]\n`);
  const file = await readPipeline(join(folder, 'p.yaml'));
  const { log, text } = memoryLog(level);
  const options = {
    ...noOptions,
    input: input.map((name) => join(folder, name)),
    output: path(asked.output),
    deadLetter: path(asked.deadLetter),
    dryRun,
  };
  return { files: await openFiles(options, { ...file, name: join(folder, 'p') }, log), text };
}

/** Ends what was opened, as a run that was not complete. */
async function close({ input, sink, deadLetter }: RunFiles): Promise<void> {
  input.close();
  await sink.abandon();
  await deadLetter.close();
}

const nameOf = (folder: string, path: string): string => path.replace(`${folder}/`, '');

/** All files but the pipeline. */
const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'p.yaml')
    .sort();

/** What a run in the folder refuses; nothing may have been changed then. */
async function refusalOf(folder: string, asked: Asked): Promise<string> {
  const before = namesIn(folder);
  const message = await openIn(folder, asked).then(
    () => 'opened',
    (error: unknown) => {
      assert.instance(error, UsageError);
      return error instanceof Error ? error.message : '';
    },
  );
  assert.equal(namesIn(folder), before);
  return message.replaceAll(`${folder}/`, '');
}

/** A folder with an input of one record. */
const withInput = (use: (folder: string) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, 'in.jsonl'), '{"n":1}\n');
    await use(folder);
  });

OpenFiles('opens the input, the part of the output and a dead letter named after it', () =>
  withInput(async (folder) => {
    const { files } = await openIn(folder, { output: 'out.jsonl' });
    assert.is(files.input.sizeBytes, 8);
    assert.is(nameOf(folder, files.deadLetter.path), 'out.jsonl.errors.jsonl');
    await close(files);
    assert.equal(namesIn(folder), ['in.jsonl', 'out.jsonl.part']);
  }),
);

const deadLetters = [
  [{ deadLetter: 'a', settings: 'dead_letter: b\n' }, 'a'],
  [{ output: 'out.jsonl' }, 'out.jsonl.errors.jsonl'],
  [{}, 'p.errors.jsonl'],
  [{ output: '-' }, 'p.errors.jsonl'],
] as const;

for (const [asked, name] of deadLetters) {
  OpenFiles(`chooses the dead letter ${name} for ${JSON.stringify(asked)}`, () =>
    withInput(async (folder) => {
      const { files } = await openIn(folder, asked);
      assert.is(nameOf(folder, files.deadLetter.path), name);
      await close(files);
    }),
  );
}

OpenFiles('takes the dead letter that the pipeline names, from where the user is', () =>
  withInput(async (folder) => {
    const path = join(folder, 'named.jsonl');
    const { files } = await openIn(folder, { settings: `dead_letter: ${path}\n` });
    assert.is(files.deadLetter.path, path);
    await close(files);
  }),
);

OpenFiles('refuses an output that is an input, under whatever name', () =>
  withInput(async (folder) => {
    symlinkSync(join(folder, 'in.jsonl'), join(folder, 'link'));
    linkSync(join(folder, 'in.jsonl'), join(folder, 'hard'));
    for (const output of ['in.jsonl', './in.jsonl', 'link', 'hard']) {
      const name = output.replace('./', '');
      assert.is(
        await refusalOf(folder, { output }),
        `--output ${name} would overwrite the input ${name}`,
      );
    }
  }),
);

OpenFiles('refuses an output whose part is an input', () =>
  withInput(async (folder) => {
    writeFileSync(join(folder, 'out.part'), '{}\n');
    assert.is(
      await refusalOf(folder, { input: ['in.jsonl', 'out.part'], output: 'out' }),
      '--output out would overwrite the input out.part',
    );
    assert.is(readFileSync(join(folder, 'out.part'), 'utf8'), '{}\n');
  }),
);

OpenFiles('refuses a dead letter that is an input, or would be moved over one', () =>
  withInput(async (folder) => {
    writeFileSync(join(folder, 'dead.old'), '{}\n');
    const refusal = (name: string) =>
      `the dead letter ${name} would replace an input; name another by --dead-letter`;
    assert.is(await refusalOf(folder, { deadLetter: 'in.jsonl' }), refusal('in.jsonl'));
    assert.is(
      await refusalOf(folder, { input: ['dead.old'], deadLetter: 'dead' }),
      refusal('dead'),
    );
    const settings = `dead_letter: ${join(folder, 'in.jsonl')}\n`;
    assert.is(await refusalOf(folder, { settings }), refusal('in.jsonl'));
  }),
);

OpenFiles('refuses one file for output and dead letter, unless it is a device', () =>
  withInput(async (folder) => {
    assert.is(
      await refusalOf(folder, { output: 'out', deadLetter: './out' }),
      'out cannot be both output and dead letter',
    );
    const { files } = await openIn(folder, {
      output: '../../../../../dev/null',
      deadLetter: '../../../../../dev/null',
    });
    await close(files);
  }),
);

OpenFiles('gives a default dead letter another name where it would replace an input', () =>
  withInput(async (folder) => {
    const names = ['p.errors.jsonl', 'p.errors.2.jsonl', 'p.errors.3.jsonl.old'];
    for (const name of names) writeFileSync(join(folder, name), '{}\n');
    const { files } = await openIn(folder, { input: names });
    assert.is(nameOf(folder, files.deadLetter.path), 'p.errors.4.jsonl');
    await close(files);
    for (const name of names) assert.is(readFileSync(join(folder, name), 'utf8'), '{}\n');
  }),
);

OpenFiles('sets aside the dead letter of an earlier run', () =>
  withInput(async (folder) => {
    writeFileSync(join(folder, 'p.errors.jsonl'), 'earlier\n');
    const { files } = await openIn(folder, {});
    await close(files);
    assert.not(existsSync(join(folder, 'p.errors.jsonl')));
    assert.is(readFileSync(join(folder, 'p.errors.jsonl.old'), 'utf8'), 'earlier\n');
  }),
);

OpenFiles('makes no files for a dry run, even where they are named, and tells failures', () =>
  withInput(async (folder) => {
    writeFileSync(join(folder, 'p.errors.jsonl'), 'earlier\n');
    const before = namesIn(folder);
    const { files, text } = await openIn(folder, { output: 'out', dryRun: true });
    const { deadLetter } = files;
    await deadLetter.write('{"n":1}\n');
    await deadLetter.write('{"n":2}\n');
    assert.is(text(), '{"n":1}\n{"n":2}\n');
    assert.equal([deadLetter.count, deadLetter.bytes, deadLetter.path], [2, 16, 'stderr']);
    await close(files);
    assert.equal(namesIn(folder), before);
  }),
);

OpenFiles('writes a dry run to stdout, whatever was named', () => {
  const options = { ...noOptions, input: [] };
  assert.is(outputPath({ ...options, output: 'out', dryRun: false }), 'out');
  assert.is(outputPath({ ...options, output: '-', dryRun: false }), undefined);
  assert.is(outputPath({ ...options, output: 'out', dryRun: true }), undefined);
});

OpenFiles('refuses an input that is missing, and makes nothing', () =>
  withInput(async (folder) => {
    assert.is(
      await refusalOf(folder, { input: ['in.jsonl', 'none'], output: 'out' }),
      'cannot read none: no such file',
    );
  }),
);

const bin = join(import.meta.dirname, '../../bin/llm-pipe.ts');

/** Runs the program with the shell's redirections; what it says, and how it ends. */
function runWith(folder: string, args: readonly string[], stdin: string, stdout?: string) {
  writeFileSync(join(folder, 'p.yaml'), 'stages: [{ filter: "true" }]\n');
  const input = openSync(join(folder, stdin), 'r');
  const output = stdout === undefined ? 'pipe' : openSync(join(folder, stdout), 'a');
  try {
    const { status, stderr } = spawnSync(process.execPath, [bin, '-q', '-p', 'p.yaml', ...args], {
      cwd: folder,
      stdio: [input, output, 'pipe'],
      encoding: 'utf8',
    });
    return { status, stderr };
  } finally {
    closeSync(input);
    if (typeof output === 'number') closeSync(output);
  }
}

OpenFiles('takes what the shell opens as stdin for an input too', () =>
  withInput(async (folder) => {
    assert.equal(runWith(folder, ['-o', 'in.jsonl'], 'in.jsonl'), {
      status: 2,
      stderr: 'llm-pipe: --output in.jsonl would overwrite the input in.jsonl\n',
    });
    writeFileSync(join(folder, 'p.errors.jsonl'), '{"n":1}\n[]\n');
    assert.is(runWith(folder, [], 'p.errors.jsonl').status, 1);
    assert.is(readFileSync(join(folder, 'p.errors.jsonl'), 'utf8'), '{"n":1}\n[]\n');
    assert.ok(existsSync(join(folder, 'p.errors.2.jsonl')));
  }),
);

OpenFiles('refuses to append its output to its own input', () =>
  withInput(async (folder) => {
    appendFileSync(join(folder, 'in.jsonl'), '{"n":2}\n');
    assert.equal(runWith(folder, ['-i', 'in.jsonl'], 'in.jsonl', 'in.jsonl'), {
      status: 2,
      stderr: 'llm-pipe: stdout is a file that is read as input too; the run would never end\n',
    });
    assert.is(readFileSync(join(folder, 'in.jsonl'), 'utf8'), '{"n":1}\n{"n":2}\n');
  }),
);

OpenFiles.run();
