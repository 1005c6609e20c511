import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JsonOutput } from '../../lib/cli/json-output.ts';
import { memoryStream } from './capture.ts';

const Output = suite('json output');

/** What is written for one message; without the time, which is looked at here. */
function written(...args: Parameters<JsonOutput['write']>) {
  const { stream, text } = memoryStream();
  new JsonOutput(stream).write(...args);
  assert.match(text(), /^[^\n]+\n$/);
  const { time, ...rest } = JSON.parse(text());
  assert.is(new Date(time).toISOString(), time);
  return rest;
}

for (const [severity, level] of [
  ['error', 'error'],
  ['warning', 'warn'],
  ['notice', 'info'],
  ['info', 'info'],
  ['verbose', 'debug'],
  ['debug', 'debug'],
] as const) {
  Output(`writes ${severity} as an object of level ${level}, in one line`, () => {
    assert.equal(written(severity, 'a "text"\nof two lines'), {
      level,
      msg: 'a "text"\nof two lines',
    });
  });
}

Output('writes the fields, beside which the headline will do', () => {
  const fields = { event: 'receipt', records: { read: 3 }, none: undefined };
  assert.equal(written('info', '3 records\n  calls 3', fields), {
    level: 'info',
    event: 'receipt',
    records: { read: 3 },
    msg: '3 records',
  });
});

Output.run();
