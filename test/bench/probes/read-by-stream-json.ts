// node read-by-stream-json.js FILE streams|functions: reads an array as stream-json's documentation shows, with
// packed values, as a pipe of streams or as one chain of functions; prints the seconds.
import { createReadStream } from 'node:fs';
import chain from 'stream-chain';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { Reading } from './reading.ts';

const [file = '', form] = process.argv.slice(2);
const packed = { packValues: true, streamValues: false };
const bytes = createReadStream(file);
const elements =
  form === 'functions'
    ? chain([bytes, parser(packed), streamArray()])
    : bytes.pipe(parser.asStream(packed)).pipe(streamArray.asStream());

const reading = new Reading();
for await (const { value } of elements) reading.take(value.id);
reading.tell();
