import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duration } from '../../lib/config/duration.ts';

const Duration = suite('duration');

for (const [text, milliseconds] of [
  ['0ms', 0],
  ['500ms', 500],
  ['1.5s', 1_500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
] as const) {
  Duration(`reads ${text}`, () => {
    assert.is(duration().parse(text), milliseconds);
  });
}

for (const value of ['', '5', '5 s', '-1s', '1w', '1h30m', '.5s', 30, null]) {
  Duration(`refuses ${JSON.stringify(value)} and says what it expects`, () => {
    const { error } = duration().safeParse(value);
    assert.is(error?.issues[0]?.message, 'expected a duration such as 500ms, 30s, 10m, 2h or 1d');
  });
}

Duration.run();
