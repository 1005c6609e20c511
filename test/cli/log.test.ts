import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Log, logLevels } from '../../lib/cli/log.ts';
import { memoryLog } from './capture.ts';

const LogTest = suite('log');

LogTest('tells what its level asks for, errors always', () => {
  const told = logLevels.map((level) => {
    const { log, text } = memoryLog(level);
    log.error('error');
    log.notice('notice');
    log.warn('warning');
    log.info('info');
    log.verbose('verbose');
    log.debug('debug');
    return text();
  });
  assert.equal(told, [
    'error\nnotice\n',
    'error\nnotice\nwarning: warning\ninfo\n',
    'error\nnotice\nwarning: warning\ninfo\nverbose\n',
    'error\nnotice\nwarning: warning\ninfo\nverbose\ndebug\n',
  ]);
});

LogTest('hides the secrets that it was told of, at every level and place', () => {
  const { log, text } = memoryLog('debug');
  for (const secret of ['sk-1234', 'sk-1234-long', 'sk-1234', '', 'no']) log.hide(secret);
  log.error('sk-1234 is no sk-1234-long, sk-1234');
  log.debug('{"key":"sk-1234"}');
  assert.is(text(), '*** is no ***, ***\n{"key":"***"}\n');
});

LogTest('hides secrets in the fields too, at any depth, and leaves what is no text', () => {
  const written: unknown[] = [];
  const log = new Log('normal', {
    statusLine: undefined,
    write: (_severity, _text, fields) => written.push(fields),
  });
  log.hide('1234');
  log.info('', { key: 'sk-1234', within: [{ key: '1234' }], count: 1234, none: null });
  assert.equal(written, [{ key: 'sk-***', within: [{ key: '***' }], count: 1234, none: null }]);
});

LogTest('tells a warning that repeats itself once, then how often it came', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { log, text } = memoryLog('normal');
    for (let n = 0; n < 13; n += 1) log.warn('slow down');
    assert.is(text(), 'warning: slow down\n');
    mock.timers.tick(10_000);
    log.flush();
    assert.match(
      text(),
      /^warning: slow down\nwarning: slow down \(12 more like it in the last \d+ s\)\n$/,
    );
  } finally {
    mock.timers.reset();
  }
});

LogTest('never holds back what must be seen', () => {
  const { log, text } = memoryLog('normal');
  for (let n = 0; n < 3; n += 1) {
    log.error('error');
    log.notice('notice');
  }
  assert.is(text(), 'error\nnotice\n'.repeat(3));
});

LogTest('has a status line on a terminal, unless the user wants quiet', () => {
  const terminal = { isTTY: true, columns: 80 };
  assert.ok(memoryLog('normal', terminal).log.statusLine);
  assert.is(memoryLog('quiet', terminal).log.statusLine, undefined);
  assert.is(memoryLog('debug').log.statusLine, undefined);
});

LogTest('goes on when nobody reads it any more', () => {
  const { log, stream } = memoryLog('normal');
  stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  log.info('still here');
});

LogTest.run();
