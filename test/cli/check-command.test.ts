import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkCommand } from '../../lib/cli/check-command.ts';
import { type Files, withFiles } from '../pipeline/with-pipeline.ts';
import { capture } from './capture.ts';

const Check = suite('check');

/** Checks these of the files; the exit code, and what is said without the folder's name. */
async function check(files: Files, names: readonly string[], models?: string) {
  let outcome = { code: -1, lines: [''] };
  await withFiles(files, async (folder) => {
    const paths = names.map((name) => join(folder, name));
    const { result, stderr, stdout } = await capture(() =>
      checkCommand(paths, { models: models && join(folder, models), prices: undefined }),
    );
    assert.is(stdout, '');
    const lines = stderr.replaceAll(`${folder}/`, '').split('\n').slice(0, -1);
    outcome = { code: result, lines };
  });
  return outcome;
}

const modelList =
  'model_list:\n  - { model_name: m, litellm_params: { model: gpt-4, api_key: key } }\n';
const stages = 'stages:\n  - render: { user: hi }\n  - call: { model: m }\n';
const pipeline = modelList + stages;

Check('says that a pipeline is right', async () => {
  assert.equal(await check({ 'p.yaml': pipeline }, ['p.yaml']), { code: 0, lines: ['p.yaml: ok'] });
});

Check('goes through all files, and tells the faults of each', async () => {
  const files = {
    'a.yaml': pipeline.replace('render', 'rendr').replace('model: m', 'modl: m'),
    'b.yaml': pipeline,
    'c.yaml': pipeline.replace('model: m', 'model: n'),
  };
  assert.equal(await check(files, ['a.yaml', 'none.yaml', 'b.yaml', 'c.yaml']), {
    code: 2,
    lines: [
      'a.yaml:4:5: unknown stage "rendr", did you mean "render"?',
      'a.yaml:5:11: stages[1].call.model is missing',
      'a.yaml:5:13: stages[1].call.modl: unknown key, did you mean "model"?',
      'cannot read none.yaml: no such file',
      'b.yaml: ok',
      'c.yaml:5:20: unknown model "n", expected one of m',
    ],
  });
});

Check('takes other models where they are given', async () => {
  const files = { 'p.yaml': pipeline, 'm.yaml': modelList.replace('name: m', 'name: n') };
  assert.equal(await check(files, ['p.yaml'], 'm.yaml'), {
    code: 2,
    lines: ['p.yaml:5:20: unknown model "m", expected one of n'],
  });
});

Check('tells of fallbacks that are skipped, which is no fault', async () => {
  const files = { 'p.yaml': pipeline.replace('model: m }\n', 'model: m, fallbacks: [x] }\n') };
  assert.equal(await check(files, ['p.yaml']), {
    code: 0,
    lines: [
      'warning: p.yaml:5:35: the fallback "x" has no deployment and is skipped',
      'p.yaml: ok',
    ],
  });
});

Check('tells the same warning for each file', async () => {
  const files = {
    'm.yaml': modelList.replace('gpt-4', 'unheard-of/x') + modelList.split('\n')[1],
    'p.yaml': stages,
  };
  const { lines } = await check(files, ['p.yaml', 'p.yaml'], 'm.yaml');
  const [warning = ''] = lines;
  assert.match(warning, /^warning: /);
  assert.is(lines.filter((line) => line === warning).length, 2);
});

Check('says that a configuration is right', async () => {
  const files = { 'c.yaml': `${modelList}simulator: { latency: 3ms }\n` };
  assert.equal(await check(files, ['c.yaml']), { code: 0, lines: ['c.yaml: ok'] });
});

Check('tells all that would be ignored or left out of a configuration', async () => {
  const files = {
    'c.yaml': `${modelList}  - model_name: x
    litellm_params: { model: openai/x, api_key: os.environ/NO_SUCH_KEY_OF_MINE }
litellm_settings: { drop_parms: true }
`,
  };
  const { code, lines } = await check(files, ['c.yaml']);
  assert.is(code, 2);
  assert.is(lines.length, 2);
  assert.match(lines.join('\n'), 'environment variable NO_SUCH_KEY_OF_MINE is not set');
  assert.match(lines.join('\n'), '"drop_parms" is ignored, did you mean "drop_params"?');
});

Check('tells the faults of the simulator section of a configuration', async () => {
  const files = { 'c.yaml': `${modelList}simulator: { latensy: 3ms }\n` };
  assert.equal(await check(files, ['c.yaml']), {
    code: 2,
    lines: ['c.yaml:3:14: simulator.latensy: unknown key, did you mean "latency"?'],
  });
});

Check.run();
