import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { erase } from '../../lib/cli/status-line.ts';
import { TextOutput } from '../../lib/cli/text-output.ts';
import { memoryStream } from './capture.ts';

const Output = suite('text output');

const terminal = { isTTY: true, columns: 80 };

Output('writes a line for each message, and calls a warning one', () => {
  const { stream, text } = memoryStream();
  const output = new TextOutput(stream, { env: {} });
  for (const severity of ['error', 'warning', 'notice', 'info'] as const)
    output.write(severity, severity);
  assert.is(text(), 'error\nwarning: warning\nnotice\ninfo\n');
  assert.is(output.statusLine, undefined);
});

Output('writes above the status of a terminal, errors and warnings in colour', () => {
  const { stream, text } = memoryStream(terminal);
  const output = new TextOutput(stream, { env: {} });
  output.statusLine?.show([{ text: '1 done', rank: 0 }]);
  output.write('error', 'no');
  output.write('warning', 'hm');
  output.write('info', 'yes');
  output.statusLine?.remove();
  const status = `${erase}1 done\r`;
  const lines = ['\u001b[31mno\u001b[39m', '\u001b[33mwarning: hm\u001b[39m', 'yes'];
  const expected = lines.map((line) => `${status}${erase}${line}\n`).join('');
  assert.is(text(), `${expected}${status}${erase}`);
});

Output('animates nothing on a dumb terminal', () => {
  const { stream } = memoryStream(terminal);
  assert.is(new TextOutput(stream, { env: { TERM: 'dumb' } }).statusLine, undefined);
});

Output('listens once for the failures of a stream that several outputs share', () => {
  const { stream } = memoryStream();
  for (let n = 0; n < 20; n += 1) new TextOutput(stream, { env: {} });
  assert.is(stream.listenerCount('error'), 1);
});

Output.run();
