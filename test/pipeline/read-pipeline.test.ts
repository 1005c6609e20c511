import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../lib/errors.ts';
import { type PipelineFile, readPipeline } from '../../lib/pipeline/read-pipeline.ts';
import { faultsOf, withFiles } from './with-pipeline.ts';

const ReadPipeline = suite('read pipeline');

async function read(text: string, name = 'pipeline.yaml'): Promise<PipelineFile> {
  const files: PipelineFile[] = [];
  await withFiles({ [name]: text }, async (folder) => {
    files.push(await readPipeline(join(folder, name)));
  });
  const [file] = files;
  if (!file) throw new TypeError('nothing was read');
  return file;
}

const stages = 'stages:\n  - render: { user: hi }\n  - call: { model: m }\n';

ReadPipeline('gives the settings with their defaults', async () => {
  const { settings } = await read(stages);
  assert.equal(settings.input, { format: 'auto', path: '$', max_record_bytes: 16_777_216 });
  assert.equal(settings.output, { format: 'auto', order: 'input' });
  assert.is(settings.models, undefined);
  assert.is(settings.dead_letter, undefined);
});

ReadPipeline('is named as it says, else as its file', async () => {
  assert.is((await read(`name: my-run_1.2\n${stages}`)).name, 'my-run_1.2');
  assert.is((await read(stages, 'annotate.yaml')).name, 'annotate');
  assert.is((await read(stages, 'annotate.v2.yml')).name, 'annotate.v2');
  assert.is((await read(stages, 'annotate')).name, 'annotate');
});

ReadPipeline('gives each stage its kind, its place and a label of its own', async () => {
  const file = await read(`stages:
  - render: { user: hi }
  - call: { model: m }
  - call: { model: m, label: judge }
  - render: { user: hi }
  - call: { model: m }
  - filter: "true"
`);
  assert.equal(
    file.stages.map(({ kind, label, path }) => [kind.name, label, path.join('.')]),
    [
      ['render', 'render', 'stages.0.render'],
      ['call', 'call', 'stages.1.call'],
      ['call', 'judge', 'stages.2.call'],
      ['render', 'render_2', 'stages.3.render'],
      ['call', 'call_2', 'stages.4.call'],
      ['filter', 'filter', 'stages.5.filter'],
    ],
  );
});

ReadPipeline('gives no label of its own that the user has given before', async () => {
  const file = await read(`stages:
  - render: { user: hi }
  - call: { model: m, label: call_2 }
  - call: { model: m }
  - call: { model: m }
`);
  assert.equal(
    file.stages.map(({ label }) => label),
    ['render', 'call_2', 'call', 'call_3'],
  );
});

ReadPipeline('says that a file is missing', async () => {
  try {
    await readPipeline('no/such.yaml');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UsageError);
    assert.match(String(error), 'cannot read no/such.yaml: no such file');
  }
});

const faults = [
  ['an empty file', '', '1:1: the file is empty'],
  ['a list', '[]', '1:1: the file: expected a mapping, got an empty list'],
  ['YAML that is none', 'stages: [\n', '2:1: a [ or { above is not closed'],
  ['no stages', 'name: a\n', '1:1: stages is missing'],
  ['empty stages', 'stages:\n', '1:8: stages: expected a list, got nothing'],
  [
    'a list of no stages',
    'stages: []\n',
    '1:9: stages: expected a list of at least 1 item, got an empty list',
  ],
  ['a misspelt key', `naem: x\n${stages}`, '1:1: naem: unknown key, did you mean "name"?'],
  ['an unknown key', `${stages}journal: x\n`, '4:1: journal: unknown key'],
  [
    'a name unfit for metrics',
    `name: a b\n${stages}`,
    '1:7: name: expected letters, digits, and any of _ . -, got "a b"',
  ],
  [
    'a misspelt stage',
    'stages:\n  - rendr: { user: hi }\n',
    '2:5: unknown stage "rendr", did you mean "render"?',
  ],
  [
    'an unknown stage',
    'stages:\n  - foo: 1\n',
    '2:5: unknown stage "foo", expected one of render, call, filter, set',
  ],
  [
    'a stage without a map',
    'stages:\n  - render\n',
    '2:5: stages[0]: expected a mapping, got "render"',
  ],
  [
    'an empty stage',
    'stages:\n  - {}\n',
    '2:5: a stage is a map of one key, such as render or call',
  ],
  [
    'settings that are not indented',
    'stages:\n  - render:\n    user: hi\n',
    '2:5: a stage is a map of one key, got render, user; is a line not indented enough?',
  ],
  [
    'two stages in one',
    'stages:\n  - render: { user: hi }\n    call: { model: m }\n',
    '2:5: a stage is a map of one key, got render, call; is a line not indented enough?',
  ],
  [
    'a stage without settings',
    'stages:\n  - render:\n',
    '2:12: stages[0].render: expected a mapping, got nothing',
  ],
  [
    'a misspelt setting',
    'stages:\n  - render: { usr: hi }\n',
    '2:15: stages[0].render.usr: unknown key, did you mean "user"?',
  ],
  [
    'a setting of another type',
    'stages:\n  - render: { user: 5 }\n',
    '2:21: stages[0].render.user: expected a string or a mapping, got 5',
  ],
  [
    'an unknown role',
    'stages:\n  - render: { messages: [{ role: usr, content: x }] }\n',
    '2:34: stages[0].render.messages[0].role: expected one of "system", "developer", "user", "assistant", got "usr", did you mean "user"?',
  ],
  [
    'two stages of one label',
    'stages:\n  - render: { user: hi }\n  - call: { model: m, label: a }\n  - call: { model: m, label: a }\n',
    '4:30: another stage has this label',
  ],
  [
    'a label that an earlier stage has by its kind',
    `${stages}  - call: { model: m, label: call }\n`,
    '4:30: another stage has this label',
  ],
  [
    'two sources of models',
    `models: x.yaml\n${stages}model_list: []\n`,
    '5:1: give models or model_list, not both',
  ],
] as const;

for (const [title, text, fault] of faults) {
  ReadPipeline(`refuses ${title} in one line`, async () => {
    assert.equal(await faultsOf({ 'pipeline.yaml': text }), [`pipeline.yaml:${fault}`]);
  });
}

ReadPipeline('tells all faults of the shape at once, in the order of the file', async () => {
  const text = `naem: x
stages:
  - rendr: { user: hi }
  - call: { model: m, max_concurent: 3, max_concurrent: 0, response: xml }
  - {}
output: { order: inptu }
dead_letter: 5
`;
  assert.equal(await faultsOf({ 'pipeline.yaml': text }), [
    'pipeline.yaml:1:1: naem: unknown key, did you mean "name"?',
    'pipeline.yaml:3:5: unknown stage "rendr", did you mean "render"?',
    'pipeline.yaml:4:23: stages[1].call.max_concurent: unknown key, did you mean "max_concurrent"?',
    'pipeline.yaml:4:57: stages[1].call.max_concurrent: expected a whole number of at least 1, got 0',
    'pipeline.yaml:4:70: stages[1].call.response: expected one of "text", "json" or a mapping, got "xml"',
    'pipeline.yaml:5:5: a stage is a map of one key, such as render or call',
    'pipeline.yaml:6:18: output.order: expected one of "input", "none", got "inptu", did you mean "input"?',
    'pipeline.yaml:7:14: dead_letter: expected a string, got 5',
  ]);
});

ReadPipeline.run();
