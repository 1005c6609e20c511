import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logLevels } from '../../lib/cli/log.ts';
import { memoryLog } from './capture.ts';

const LogTest = suite('log');

LogTest('tells what its level asks for, errors always', () => {
  const told = logLevels.map((level) => {
    const { log, text } = memoryLog(level);
    log.error('error');
    log.info('info');
    log.verbose('verbose');
    log.debug('debug');
    return text();
  });
  assert.equal(told, [
    'error\n',
    'error\ninfo\n',
    'error\ninfo\nverbose\n',
    'error\ninfo\nverbose\ndebug\n',
  ]);
});

LogTest('hides the secrets that it was told of, at every level and place', () => {
  const { log, text } = memoryLog('debug');
  for (const secret of ['sk-1234', 'sk-1234-long', 'sk-1234', '', 'no']) log.hide(secret);
  log.error('sk-1234 is no sk-1234-long, sk-1234');
  log.debug('{"key":"sk-1234"}');
  assert.is(text(), '*** is no ***, ***\n{"key":"***"}\n');
});

const clear = '\u001b[2K\u001b[1G';

LogTest('redraws the status of a terminal below what it tells', () => {
  const { log, text } = memoryLog('normal', { isTTY: true, columns: 80 });
  assert.ok(log.isTerminal);
  log.status('1 done');
  log.info('a line');
  log.status('2 done');
  log.status('');
  log.info('the end');
  assert.is(text(), `1 done${clear}a line\n1 done${clear}2 done${clear}the end\n`);
});

LogTest('cuts a status that would not fit into one line', () => {
  const { log, text } = memoryLog('normal', { isTTY: true, columns: 10 });
  log.status('0123456789');
  assert.is(text(), '012345678');
});

LogTest('shows no status where there is no terminal, or the user wants quiet', () => {
  for (const { log, text } of [
    memoryLog('debug'),
    memoryLog('debug', { isTTY: false, columns: 80 }),
    memoryLog('quiet', { isTTY: true, columns: 80 }),
  ]) {
    assert.not(log.isTerminal);
    log.status('1 done');
    assert.is(text(), '');
  }
});

LogTest('goes on when nobody reads it any more', () => {
  const { log, stream } = memoryLog('normal');
  stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  log.info('still here');
});

LogTest.run();
