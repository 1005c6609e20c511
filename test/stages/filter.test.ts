import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { type Files, faultsOf, withPipeline } from '../pipeline/with-pipeline.ts';

const Filter = suite('filter');

const onlyFilter = (condition: string): Files => ({
  'pipeline.yaml': `stages:\n  - filter: ${condition}\n`,
});

/** Which of the records a filter keeps; a failed one is its kind of failure. */
async function kept(condition: string, ...records: string[]): Promise<(boolean | string)[]> {
  const results: (boolean | string)[] = [];
  await withPipeline({ files: onlyFilter(condition) }, async ({ take }) => {
    for (const raw of records) {
      results.push(
        await take(raw).then(
          (record) => record !== undefined,
          (error: unknown) => (error instanceof RecordError ? error.kind : String(error)),
        ),
      );
    }
  });
  return results;
}

Filter('keeps the records for which the condition holds', async () => {
  assert.equal(
    await kept(
      `"label == 'bad' and score > 2"`,
      '{"label":"bad","score":3}',
      '{"label":"bad","score":2}',
    ),
    [true, false],
  );
});

Filter('counts false and null as false, all else as true', async () => {
  const records = ['{"x":false}', '{"x":null}', '{"x":0}', '{"x":""}', '{"x":[]}', '{"x":true}'];
  assert.equal(await kept('x', ...records), [false, false, true, true, true, true]);
});

Filter('fails a record that lacks a variable of the condition', async () => {
  assert.equal(await kept('x.y', '{}', '{"x":{}}', '{"x":{"y":1}}'), [
    'template',
    'template',
    true,
  ]);
});

Filter('leaves the record as it was', async () => {
  await withPipeline({ files: onlyFilter('"true"') }, async ({ take }) => {
    const record = await take('{"a":1}');
    assert.is(record?.added, undefined);
    assert.not(record?.isRewritten);
  });
});

Filter('says where its condition is wrong', async () => {
  const [fault, ...others] = await faultsOf(onlyFilter('"a == "'));
  assert.match(fault ?? '', /^pipeline\.yaml:2:13: .+\(line 1, column \d+ of the template\)$/);
  assert.equal(others, []);
});

Filter('refuses what is no text', async () => {
  assert.equal(await faultsOf(onlyFilter('true')), [
    'pipeline.yaml:2:13: stages[0].filter: expected a string, got true',
  ]);
  assert.equal(await faultsOf(onlyFilter('""')), [
    'pipeline.yaml:2:13: stages[0].filter: expected a string of at least 1 character, got ""',
  ]);
});

Filter.run();
