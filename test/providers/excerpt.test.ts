import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { excerptOf, lineOf } from '../../lib/providers/excerpt.ts';

const Excerpt = suite('excerpt');

const texts: [string, string][] = [
  [' one\r\n\ttwo ', 'one two'],
  ['a\u0000\u001b[31mb', 'a [31mb'],
  ['<HTML><Title lang="en"> 502 </title><body>no', '502'],
  ['<?xml version="1.0"?><Error><Message>no</Message></Error>', 'no'],
  ['<html><title></title><p>no</p>', 'no'],
  ['<|end|> is text', '<|end|> is text'],
  ['a < b', 'a < b'],
  ['', ''],
];

Excerpt('is one line, of a page its title or its words', () => {
  for (const [text, line] of texts) assert.is(lineOf(text), line, text);
});

Excerpt('is read from the beginning of a long text', () => {
  assert.is(lineOf(`${' '.repeat(1e6)}${'x'.repeat(1e6)}`).length, 20_000);
});

Excerpt('has at most 500 characters and no half of one', () => {
  assert.is(excerptOf('x'.repeat(501)), 'x'.repeat(500));
  assert.is(excerptOf(`${'x'.repeat(499)}😀`), `${'x'.repeat(499)}\uFFFD`);
});

Excerpt.run();
