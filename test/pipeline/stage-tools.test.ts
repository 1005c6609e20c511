import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { parseYaml } from '../../lib/config/yaml-file.ts';
import { ConfigError, formatProblem } from '../../lib/errors.ts';
import { createFileTools } from '../../lib/pipeline/stage-tools.ts';
import { createTemplates } from '../../lib/template/templates.ts';
import { withFiles } from './with-pipeline.ts';

const Tools = suite('stage tools');

/** The tools of the stage `a` in a pipeline, and what they are told. */
function toolsOf(file: string, text: string) {
  const problems: string[] = [];
  const warnings: string[] = [];
  const tools = createFileTools(parseYaml(file, text), ['stages', 0, 'a'], createTemplates(), {
    onProblem: (problem) => problems.push(formatProblem(problem)),
    onWarning: (warning) => warnings.push(warning),
  });
  return { tools, problems, warnings };
}

const text = 'stages:\n  - a: { x: 1, y: { z: 2 } }\n';

Tools('read the settings of their stage', () => {
  const { tools } = toolsOf('p.yaml', text);
  const schema = z.object({ x: z.number(), y: z.object({ z: z.number() }) });
  assert.equal(tools.settings(schema), { x: 1, y: { z: 2 } });
  assert.throws(
    () => tools.settings(z.object({ x: z.string() })),
    (error: unknown) =>
      error instanceof ConfigError &&
      error.message === 'p.yaml:2:13: stages[0].a.x: expected a string, got 1',
  );
});

Tools('place faults and warnings at the setting that they are about', () => {
  const { tools, problems, warnings } = toolsOf('p.yaml', text);
  tools.report(['y', 'z'], 'is odd');
  tools.warn([], 'is left out');
  assert.equal(problems, ['p.yaml:2:24: is odd']);
  assert.equal(warnings, ['p.yaml:2:8: is left out']);
});

Tools('compile what is written in the pipeline', () => {
  const { tools, problems } = toolsOf('p.yaml', text);
  assert.is(tools.compileText('{{ n }}!', ['x'])({ n: 1 }), '1!');
  assert.is(tools.compileValue('{{ n }}', ['x'])({ n: 1 }), 1);
  assert.is(tools.compileCondition('n > 1', ['x'])({ n: 1 }), false);
  assert.equal(problems, []);
});

Tools('report what cannot be compiled, and give what is never to be used', () => {
  const { tools, problems } = toolsOf('p.yaml', text);
  const compiled = [
    tools.compileText('{{', ['x']),
    tools.compileValue('{{ a | b }}', ['x']),
    tools.compileCondition('a b', ['y', 'z']),
  ];
  assert.is(problems.length, 3);
  assert.match(problems[2] ?? '', /^p\.yaml:2:24: .*\(line 1, column 3 of the template\)$/);
  for (const render of compiled) assert.throws(() => render({}));
});

Tools('find template files from the folder of the pipeline, or by their whole path', () =>
  withFiles({ 'prompts/p.md': 'Hi {{ n }}\n' }, async (folder) => {
    const { tools, problems } = toolsOf(join(folder, 'pipeline.yaml'), text);
    for (const file of ['prompts/p.md', join(folder, 'prompts/p.md')]) {
      assert.is(tools.compileText({ file }, ['x'])({ n: 1 }), 'Hi 1');
    }
    assert.equal(problems, []);
  }),
);

Tools('name a template file by the way from where the user is', () => {
  const { tools, problems } = toolsOf('pipelines/p.yaml', text);
  tools.compileText({ file: '../none.md' }, ['x']);
  tools.compileText({ file: '/none.md' }, ['x']);
  assert.equal(problems, [
    'pipelines/p.yaml:2:13: cannot read none.md: no such file or directory',
    'pipelines/p.yaml:2:13: cannot read /none.md: no such file or directory',
  ]);
});

Tools.run();
