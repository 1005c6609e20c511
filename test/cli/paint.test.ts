import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPaint } from '../../lib/cli/paint.ts';

const PaintTest = suite('paint');

const terminal = { isTTY: true };
const color = true;

PaintTest('colours a text on a terminal', () => {
  for (const env of [{}, { NO_COLOR: '' }, { TERM: 'xterm' }]) {
    const paint = createPaint(terminal, { env, color });
    assert.is(paint('red', 'x'), '\u001b[31mx\u001b[39m');
  }
});

for (const [why, stream, options] of [
  ['there is no terminal', {}, { env: {}, color }],
  ['NO_COLOR is set', terminal, { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, color }],
  ['the terminal is dumb', terminal, { env: { TERM: 'dumb' }, color }],
  ['the user wants none', terminal, { env: {}, color: false }],
] as const) {
  PaintTest(`leaves a text as it is where ${why}`, () => {
    assert.is(createPaint(stream, options)('yellow', 'x'), 'x');
  });
}

PaintTest.run();
