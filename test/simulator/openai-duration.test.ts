import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDuration } from '../../lib/simulator/openai-duration.ts';

const Duration = suite('durations of OpenAI');

for (const [ms, text] of [
  [0, '0s'],
  [12, '12ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [7_660, '7.66s'],
  [60_000, '1m0s'],
  [73_588, '1m13.588s'],
  [7_200_000, '2h0m0s'],
  [0.123456, '0.123456ms'],
  [17_399.999999, '17.399999999s'],
  [60_363.142857, '1m0.363142857s'],
] as const) {
  Duration(`spell ${ms} ms as ${text}`, () => assert.is(formatDuration(ms), text));
}

Duration.run();
