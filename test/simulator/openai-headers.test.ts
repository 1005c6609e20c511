import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDuration, retryAfterHeaders } from '../../lib/simulator/openai-headers.ts';

const OpenAiHeaders = suite('headers of OpenAI');

for (const [ms, text] of [
  [0, '0s'],
  [12, '12ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [7_660, '7.66s'],
  [60_000, '1m0s'],
  [73_588, '1m13.588s'],
  [7_200_000, '2h0m0s'],
] as const) {
  OpenAiHeaders(`spell ${ms} ms as ${text}`, () => assert.is(formatDuration(ms), text));
}

OpenAiHeaders('round a wait up to whole seconds', () => {
  assert.equal(retryAfterHeaders(174), { 'retry-after': '1', 'retry-after-ms': '174' });
  assert.equal(retryAfterHeaders(2_000), { 'retry-after': '2', 'retry-after-ms': '2000' });
});

OpenAiHeaders.run();
