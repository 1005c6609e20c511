import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { previewOf } from '../../lib/cli/preview.ts';
import { UsageError } from '../../lib/errors.ts';
import { driveAll, recordAt } from '../pipeline/drive.ts';
import { withPipeline } from '../pipeline/with-pipeline.ts';

const Preview = suite('preview');

const text = `stages:
  - filter: "n > 1"
  - render: { user: "{{ n }}" }
  - call: { label: judge, model: m, params: { seed: 7 } }
  - set: { never: "{{ none }}" }
`;

Preview('writes the requests of the first call in place of the records, and sends none', () =>
  withPipeline({ files: { 'pipeline.yaml': text } }, async ({ pipeline, upstream }) => {
    const { pipeline: shown, lineOf } = previewOf(pipeline);
    assert.equal(
      shown.stages.map(({ label }) => label),
      ['filter', 'render', 'judge'],
    );
    const records = [1, 2].map((n) => recordAt(n, `{"n":${n}}`));
    const { lines } = await driveAll({ stages: shown.stages, lineOf }, records);
    assert.equal(lines, [
      '{"index":2,"stage":"judge","request":{"model":"m",' +
        '"messages":[{"role":"user","content":"2"}],"seed":7}}',
    ]);
    assert.equal(upstream.seen, []);
  }),
);

Preview('says that a pipeline without calls has nothing to show', () => {
  assert.throws(
    () => previewOf({ name: 'p', stages: [] }),
    (error: unknown) =>
      error instanceof UsageError &&
      error.message === 'nothing to show: the pipeline makes no calls',
  );
});

Preview.run();
