// node read-ours.js FILE: reads and parses every record as the pipe does; prints the seconds.

import { BadRecord } from '../../../lib/io/bad-record.ts';
import { openInput } from '../../../lib/io/input.ts';
import { Reading } from './reading.ts';

const [file = ''] = process.argv.slice(2);
const reading = new Reading();
const { batches } = openInput([file], process.stdin, { maxRecordBytes: 16 * 1024 * 1024 });
for await (const batch of batches) {
  for (const record of batch) {
    if (record instanceof BadRecord) throw record.error;
    reading.take(record.value['id']);
  }
}
reading.tell();
