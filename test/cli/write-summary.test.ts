import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFigures } from '../../lib/cli/figures.ts';
import { createReceipt } from '../../lib/cli/receipt.ts';
import { writeSummary } from '../../lib/cli/write-summary.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { Counts } from '../../lib/pipeline/counts.ts';
import { withFolder } from '../io/with-folder.ts';
import { memoryLog } from './capture.ts';

const Summary = suite('write summary');

async function facts() {
  const metrics = createMetrics();
  metrics.recordsRead.inc({ pipeline: 'p' }, 3);
  const figures = await readFigures(metrics);
  const receipt = createReceipt({
    pipeline: 'p',
    version: '1.2.3',
    startedAt: new Date(0),
    durationMs: 1,
    exitCode: 0,
    result: { counts: new Counts(), failure: undefined, isComplete: true },
    figures,
    output: 'stdout',
    deadLetter: undefined,
  });
  return { figures, receipt };
}

Summary('writes the receipt and each metric as JSON', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'summary.json');
    const { figures, receipt } = await facts();
    const { log, text } = memoryLog('debug');
    await writeSummary(path, receipt, figures, log);
    const metrics = { 'llm_pipe_records_read_total{pipeline="p"}': 3 };
    assert.equal(JSON.parse(readFileSync(path, 'utf8')), { ...receipt, metrics });
    assert.is(text(), '');
  }),
);

Summary('tells where it could not, and does not fail', () =>
  withFolder(async (folder) => {
    const { figures, receipt } = await facts();
    const { log, text } = memoryLog('quiet');
    await writeSummary(folder, receipt, figures, log);
    assert.is(text(), `llm-pipe: cannot write ${folder}: is a directory\n`);
  }),
);

Summary.run();
