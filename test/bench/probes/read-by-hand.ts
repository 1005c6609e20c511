// node read-by-hand.js FILE: reads and parses every record as the hand-written loop does; prints the seconds.
import { lineBatches } from '../baselines/line-batches.ts';
import { Reading } from './reading.ts';

const [file = ''] = process.argv.slice(2);
const reading = new Reading();
for await (const batch of lineBatches(file)) {
  for (const line of batch) reading.take(JSON.parse(line).id);
}
reading.tell();
