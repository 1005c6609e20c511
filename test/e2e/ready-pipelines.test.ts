import { readdirSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { lines, parse, shipped, withWorkshop } from './program.ts';

const ready = suite('ready pipelines');
const simulated = shipped('config/simulator.yaml');
const folder = shipped('pipelines');

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

const sampleOf = (name: string): string => {
  const found = readdirSync(`${folder}/samples`).find((sample) => sample.startsWith(`${name}.`));
  assert.ok(found, `no sample for ${name}`);
  return `${folder}/samples/${found}`;
};

for (const name of names) {
  ready(`${name} answers every sample`, () =>
    withWorkshop(async ({ run }) => {
      const args = ['-p', `${folder}/${name}.yaml`, '--models', simulated, '-i', sampleOf(name)];
      const { code, stdout, stderr } = await run(args);
      assert.is(code, 0, stderr);
      const [, read = ''] = / (\d+) read = \1 written /.exec(stderr) ?? [];
      assert.ok(Number(read) >= 3, stderr);
      assert.is(lines(stdout).length, Number(read));
    }),
  );
}

ready('classify asks for the labels that it accepts', () => {
  const text = readFileSync(`${folder}/classify.yaml`, 'utf8');
  const words = (part: string | undefined) => part?.split(/[\s,[\]]+/).filter(Boolean);
  const [, asked] = /message best\.\n\n(.*?)\n {6}user:/s.exec(text) ?? [];
  const [, accepted] = /enum:\n\s*(\[.*?\])\n/s.exec(text) ?? [];
  assert.is(words(asked)?.length, 77);
  assert.equal(words(asked), words(accepted));
});

ready('extract leaves null what was not said', () =>
  withWorkshop(async ({ run, file }) => {
    const booking = { people: 6, date: null, time: null, first_name: null, last_name: 'Brook' };
    const models = file(
      'models.yaml',
      `model_list: [{ model_name: glm4-flash, litellm_params: { model: simulator/x } }]
simulator: { reply: { rules: [{ contains: "", reply: '${JSON.stringify(booking)}' }] } }
`,
    );
    const args = ['-p', `${folder}/extract.yaml`, '--models', models, '-i', sampleOf('extract')];
    const { stdout } = await run(args);
    assert.equal(parse(lines(stdout)[0]).booking, booking);
  }),
);

ready('multiple-choice tells which choices are those of the key', () =>
  withWorkshop(async ({ run }) => {
    const args = ['-p', `${folder}/multiple-choice.yaml`, '--models', simulated];
    const { stdout } = await run([...args, '-i', sampleOf('multiple-choice')]);
    for (const line of lines(stdout)) {
      const { answer, chosen, is_correct: isCorrect } = parse(line);
      assert.is(isCorrect, chosen.choice === answer[0]);
    }
  }),
);

ready('a Makefile runs them all, and none a second time', () =>
  withWorkshop(async ({ shell, folder: workshop, read }) => {
    if (!needs('make', (await shell('make --version')).code === 0)) return;
    const make = `cp -r '${folder}' pipelines && cp -r '${shipped('config')}' config &&
      make -C pipelines all LLM_PIPE="$LLM_PIPE -q"`;
    const first = await shell(make);
    assert.is(first.code, 0, first.stderr);
    assert.equal(readdirSync(`${workshop}/pipelines/out`).sort(), [
      'annotate.jsonl',
      'classify.csv',
      'extract.jsonl',
      'multiple-choice.jsonl',
      'solve.jsonl',
    ]);
    const rows = parseCsv(read('pipelines/out/classify.csv'), { columns: true });
    assert.equal(Object.keys(rows[0] ?? {}), ['id', 'text', 'intent']);
    const second = await shell('make -C pipelines all LLM_PIPE=false');
    assert.match(second.stdout, /Nothing to be done for 'all'/);
  }),
);

ready.run();
