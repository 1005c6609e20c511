import { formatProblem, StopError } from '../errors.ts';
import type { Batch } from './bad-record.ts';
import { JsonScanner } from './json-scanner.ts';
import { type ReadOptions, RecordMaker } from './record-maker.ts';

/**
 * The records of a JSON document: the elements of an array, or objects that follow one another. A batch for
 * each chunk in which a record ends. Bounds as for JsonScanner. @throws StopError where the document is wrong,
 * after the records before that
 */
export async function* readJson(
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  const records = new RecordMaker(options);
  const scanner = new JsonScanner(options.maxRecordBytes, (raw, place, fitsDoubles) =>
    records.make(raw, place, fitsDoubles),
  );
  for await (const chunk of chunks) {
    const batch = scanner.push(chunk);
    if (batch.length > 0) yield batch;
    if (scanner.fault) break;
  }
  const rest = scanner.end();
  if (rest.length > 0) yield rest;
  if (scanner.fault) throw new StopError(formatProblem({ file: options.file, ...scanner.fault }));
}
