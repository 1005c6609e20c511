import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type OpenModels, openModels, readSimulatorSettings } from '../../lib/cli/open-models.ts';
import { parseYaml } from '../../lib/config/yaml-file.ts';
import { ConfigError, UsageError } from '../../lib/errors.ts';
import { readPipeline } from '../../lib/pipeline/read-pipeline.ts';
import { type Files, withFiles } from '../pipeline/with-pipeline.ts';
import { chat } from '../simulator/with-simulator.ts';
import { memoryLog } from './capture.ts';

const Open = suite('open models');

const stages = 'stages:\n  - render: { user: hi }\n  - call: { model: m }\n';

const modelList = (model: string, more = ', api_key: key'): string =>
  `model_list:\n  - model_name: m\n    litellm_params: { model: ${model}${more} }\n`;

/** Opens the models of `pipeline.yaml`, or of the file given, for the time of `use`. */
const withModels = (
  files: Files,
  use: (opened: OpenModels, log: ReturnType<typeof memoryLog>) => void | Promise<void>,
  models?: string,
): Promise<void> =>
  withFiles(files, async (folder) => {
    const log = memoryLog('verbose');
    const pipeline = await readPipeline(join(folder, 'pipeline.yaml'));
    const opened = await openModels(
      pipeline,
      { models: models && join(folder, models), prices: undefined },
      log.log,
    );
    try {
      await use(opened, log);
    } finally {
      await opened.close();
    }
  });

const upstreams = ({ models }: OpenModels): string[] =>
  models.deployments.map(({ upstreamModel }) => upstreamModel);

Open('finds the file that the pipeline names beside the pipeline', () =>
  withModels(
    { 'pipeline.yaml': `models: config/m.yaml\n${stages}`, 'config/m.yaml': modelList('gpt-4') },
    (opened) => assert.equal(upstreams(opened), ['gpt-4']),
  ),
);

Open('takes the models in the pipeline itself', () =>
  withModels({ 'pipeline.yaml': `${stages}${modelList('gpt-4')}` }, (opened) =>
    assert.equal(upstreams(opened), ['gpt-4']),
  ),
);

Open('prefers the file that the user names now', async () => {
  for (const own of [modelList('gpt-4'), 'models: none.yaml\n']) {
    const files = { 'pipeline.yaml': stages + own, 'm.yaml': modelList('o1') };
    await withModels(files, (opened) => assert.equal(upstreams(opened), ['o1']), 'm.yaml');
  }
});

const refusalOf = (files: Files): Promise<unknown> =>
  withModels(files, () => {}).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

Open('says how to name models where nobody did', async () => {
  const error = await refusalOf({ 'pipeline.yaml': stages });
  assert.instance(error, UsageError);
  assert.match(
    String(error),
    /no models: name their file by --models, or as "models:" in \S+yaml$/,
  );
});

Open('says that the file with the models is missing', async () => {
  const error = await refusalOf({ 'pipeline.yaml': `models: none.yaml\n${stages}` });
  assert.instance(error, UsageError);
  assert.match(String(error), /cannot read \S+none\.yaml: no such file$/);
});

Open('needs no models for a pipeline without calls', () =>
  withModels({ 'pipeline.yaml': 'stages: [{ filter: "true" }]\n' }, (opened) =>
    assert.equal(upstreams(opened), []),
  ),
);

Open('tells each warning, and hides the keys', () =>
  withModels(
    { 'pipeline.yaml': stages + modelList('openai/gpt-4', ', api_key: sk-1234, tpm: 5') },
    (_opened, { log, text }) => {
      assert.match(text(), /^warning: \S+pipeline\.yaml:6:\d+: "tpm" is ignored/);
      log.info('the key is sk-1234');
      assert.match(text(), 'the key is ***\n');
    },
  ),
);

Open('starts the simulator for models that name it, by the settings beside them', async () => {
  const rules = 'simulator: { reply: { rules: [{ contains: "", reply: simulated }] } }\n';
  let url = '';
  await withModels(
    { 'pipeline.yaml': stages + modelList('simulator/x') + rules },
    async ({ models }, { text }) => {
      url = models.deployments[0]?.baseUrl ?? '';
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
      assert.is(text(), `llm-pipe: simulator on ${url.replace('/v1', '')}\n`);
      const body = JSON.stringify(chat('hi'));
      const response = await fetch(`${url}/chat/completions`, { method: 'POST', body });
      assert.match(await response.text(), '"simulated"');
    },
  );
  assert.instance(await fetch(url).catch((error: unknown) => error), TypeError);
});

Open('lets the simulator answer its own models in the format of OpenAI all the same', () =>
  withModels(
    { 'pipeline.yaml': `${stages}${modelList('simulator/x')}simulator: { dialect: gemini }\n` },
    async ({ models }) => {
      const url = `${models.deployments[0]?.baseUrl}/chat/completions`;
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(chat('hi')) });
      assert.match(await response.text(), '"chat.completion"');
    },
  ),
);

Open('starts no simulator for other models, whatever its settings', () =>
  withModels({ 'pipeline.yaml': `${stages}${modelList('gpt-4')}simulator: 3\n` }, (_opened, log) =>
    assert.is(log.text(), ''),
  ),
);

Open('places the faults of the simulator section', async () => {
  const yaml = parseYaml('c.yaml', 'simulator:\n  latensy: 3s\n');
  const error = await readSimulatorSettings(yaml).catch((thrown: unknown) => thrown);
  assert.instance(error, ConfigError);
  assert.match(
    String(error),
    'c.yaml:2:3: simulator.latensy: unknown key, did you mean "latency"?',
  );
});

Open('takes the defaults of the simulator where nothing is said', async () => {
  const { latency } = await readSimulatorSettings(undefined);
  assert.is(latency, 0);
  assert.is((await readSimulatorSettings(parseYaml('c.yaml', 'a: 1\n'))).latency, 0);
});

Open.run();
