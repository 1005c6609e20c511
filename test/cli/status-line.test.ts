import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Paint } from '../../lib/cli/paint.ts';
import { erase, fitParts, StatusLine, type StatusPart } from '../../lib/cli/status-line.ts';
import { memoryStream } from './capture.ts';

const Line = suite('status line');

const plain: Paint = (_colour, text) => text;
const parts: StatusPart[] = [
  { text: '12 done', rank: 0 },
  { text: '8 in flight', rank: 2 },
  { text: '3 failed', rank: 1, colour: 'red' },
];
const whole = '12 done  8 in flight  3 failed';

/** A line on a terminal of this width, and what was written since the last look. */
function lineOf(columns: number, paint = plain) {
  const { stream, text } = memoryStream({ isTTY: true, columns });
  let seen = 0;
  const news = () => {
    const fresh = text().slice(seen);
    seen = text().length;
    return fresh;
  };
  return { line: new StatusLine(stream, paint), stream, news };
}

Line('is drawn in place of the former one, with the cursor at its start', () => {
  const { line, news } = lineOf(80);
  line.show(parts);
  assert.is(news(), `${erase}${whole}\r`);
  line.show(parts.slice(0, 1));
  assert.is(news(), `${erase}12 done\r`);
  line.remove();
  assert.is(news(), erase);
});

Line('gives way to whole lines, and comes back below them', () => {
  const { line, stream, news } = lineOf(80);
  const write = () => stream.write('a line\n');
  line.above(write);
  assert.is(news(), 'a line\n');
  line.show(parts);
  news();
  line.above(write);
  assert.is(news(), `${erase}a line\n${erase}${whole}\r`);
  line.remove();
  news();
  line.above(write);
  assert.is(news(), 'a line\n');
});

Line('leaves out whole parts, the least needed first, and never fills the last column', () => {
  for (const [columns, expected] of [
    [31, whole],
    [30, '12 done  3 failed'],
    [18, '12 done  3 failed'],
    [17, '12 done'],
    [8, '12 done'],
    [7, ''],
    [1, ''],
    [0, whole],
  ] as const) {
    const { line, news } = lineOf(columns);
    line.show(parts);
    assert.is(news(), `${erase}${expected}\r`, String(columns));
    line.remove();
  }
});

Line('keeps parts in their order whatever their ranks', () => {
  const order = [3, 0, 2, 1].map((rank) => ({ text: String(rank), rank }));
  const fitted = [10, 9, 6, 3, 0].map((columns) =>
    fitParts(order, columns).map(({ rank }) => rank),
  );
  assert.equal(fitted, [[3, 0, 2, 1], [0, 2, 1], [0, 1], [0], []]);
});

Line('is drawn anew when the window changes, while it is shown', () => {
  const { line, stream, news } = lineOf(80);
  line.show(parts);
  news();
  stream.columns = 20;
  stream.emit('resize');
  assert.is(news(), `${erase}12 done  3 failed\r`);
  line.remove();
  news();
  stream.emit('resize');
  assert.is(news(), '');
});

Line('measures the text without its colours', () => {
  const { line, news } = lineOf(31, (colour, text) => `<${colour}>${text}</${colour}>`);
  line.show(parts);
  assert.is(news(), `${erase}12 done  8 in flight  <red>3 failed</red>\r`);
  line.remove();
});

Line('leaves nothing behind when the process is made to exit', () => {
  const before = process.listenerCount('exit');
  const { line } = lineOf(80);
  line.show(parts);
  line.show(parts);
  assert.is(process.listenerCount('exit'), before + 1);
  line.remove();
  assert.is(process.listenerCount('exit'), before);
});

Line.run();
