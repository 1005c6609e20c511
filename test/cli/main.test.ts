import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../../lib/cli/main.ts';
import { type Files, withFiles } from '../pipeline/with-pipeline.ts';
import { capture } from './capture.ts';

const Main = suite('main');

const files: Files = {
  'p.yaml': 'stages: [{ filter: "n > 1" }]\n',
  'broken.yaml': 'stages: [{ filtr: "n > 1" }]\nnmae: x\n',
  'in.jsonl': '{"n":1}\n{"n":2}\n',
};

/** Runs a command line whose `@name` are files in a folder; what it says is without the folder. */
async function run(...args: string[]) {
  let outcome = { code: -1, stdout: '', stderr: '' };
  await withFiles(files, async (folder) => {
    const paths = args.map((arg) => arg.replace('@', `${folder}/`));
    const { result, stdout, stderr } = await capture(() => main(paths));
    outcome = { code: result, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
  });
  return outcome;
}

const quietly = ['-q', '-p', '@p.yaml', '-i', '@in.jsonl'];

Main('runs a pipeline and resolves with its exit code', async () => {
  assert.equal(await run(...quietly, '-o', '@out'), { code: 0, stdout: '', stderr: '' });
});

Main('takes underscores for dashes in the names of options, not in their values', async () => {
  const { stderr } = await run('-p', '@p.yaml', '--max_concurrent', '2', '--input=@no_such_file');
  assert.is(stderr, 'llm-pipe: cannot read no_such_file: no such file\n');
  const wrong = await run(...quietly, '--max_concurent=2');
  assert.match(
    wrong.stderr,
    "unknown option '--max-concurent=2'\n(Did you mean --max-concurrent?)",
  );
});

Main('ends with 2 for what was typed wrong', async () => {
  for (const args of [['--no-such'], ['-p'], ['x'], [...quietly, '--limit', '-1']]) {
    const { code, stdout, stderr } = await run(...args);
    assert.equal([code, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^error: /);
  }
});

Main('ends with 0 after help and version', async () => {
  for (const args of [['--help'], ['-V'], ['check', '--help']]) {
    const { code, stdout, stderr } = await run(...args);
    assert.equal([code, stderr], [0, '']);
    assert.ok(stdout.length > 0);
  }
});

Main('tells the faults of a pipeline alone, a line each', async () => {
  assert.equal(await run('-p', '@broken.yaml', '-i', '@in.jsonl'), {
    code: 2,
    stdout: '',
    stderr: `broken.yaml:1:12: unknown stage "filtr", did you mean "filter"?
broken.yaml:2:1: nmae: unknown key, did you mean "name"?
`,
  });
});

Main('tells what cannot be done in one line', async () => {
  assert.equal(await run('-p', '@p.yaml', '-i', '@none'), {
    code: 2,
    stdout: '',
    stderr: 'llm-pipe: cannot read none: no such file\n',
  });
  assert.equal(await run('-p', '@none.yaml', '-i', '@in.jsonl'), {
    code: 2,
    stdout: '',
    stderr: 'llm-pipe: cannot read none.yaml: no such file\n',
  });
});

Main('checks pipelines', async () => {
  assert.equal(await run('check', '@p.yaml'), { code: 0, stdout: '', stderr: 'p.yaml: ok\n' });
  assert.is((await run('check', '@broken.yaml', '@p.yaml')).code, 2);
});

Main('asks for input at a terminal instead of waiting for it', async () => {
  const { stdin } = process;
  const { isTTY } = stdin;
  stdin.isTTY = true;
  try {
    const { code, stderr } = await run('-p', join('@', 'p.yaml'));
    assert.is(code, 2);
    assert.is(stderr, 'llm-pipe: no input: name a file by --input, or pipe records in\n');
  } finally {
    stdin.isTTY = isTTY;
  }
});

Main.run();
