import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { besideStatus } from '../../lib/cli/beside-status.ts';
import { erase, StatusLine } from '../../lib/cli/status-line.ts';
import { memoryStream } from './capture.ts';

const Beside = suite('beside status');

const terminal = { isTTY: true, columns: 80 };

Beside('writes records above the status of the terminal that they share', async () => {
  const { stream, text } = memoryStream(terminal);
  const line = new StatusLine(stream, (_colour, said) => said);
  line.show([{ text: '1 done', rank: 0 }]);
  const stdout = besideStatus(stream, line);
  stdout.write('{"n":1}\n');
  stdout.end();
  await once(stdout, 'finish');
  line.remove();
  const status = `${erase}1 done\r`;
  assert.is(text(), `${status}${erase}{"n":1}\n${status}${erase}`);
});

Beside('passes on the failure of the terminal', async () => {
  const { stream } = memoryStream(terminal);
  const line = new StatusLine(stream, (_colour, said) => said);
  const stdout = besideStatus(stream, line);
  stream.destroy(new Error('gone'));
  stdout.write('x\n');
  const [error] = await once(stdout, 'error');
  assert.instance(error, Error);
});

Beside('is stdout itself where no status is shown, or it is no terminal', () => {
  const { stream } = memoryStream(terminal);
  assert.is(besideStatus(stream, undefined), stream);
  const pipe = memoryStream().stream;
  assert.is(besideStatus(pipe, new StatusLine(stream, (_colour, said) => said)), pipe);
});

Beside.run();
