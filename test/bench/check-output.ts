import { lineBatches } from './baselines/line-batches.ts';

/** @throws Error unless the output holds each of the records once, with its answer, in input order where asked */
export async function checkOutput(
  path: string,
  { records, isOrdered }: { records: number; isOrdered: boolean },
): Promise<void> {
  const seen = new Set<number>();
  for await (const batch of lineBatches(path)) {
    for (const line of batch) {
      const id = idOf(line);
      if (isOrdered && id !== seen.size) throw new Error(`${path}: ${id} came as ${seen.size}`);
      if (seen.has(id) || id >= records) throw new Error(`${path}: ${id} came once too often`);
      seen.add(id);
    }
  }
  if (seen.size < records) throw new Error(`${path}: ${records - seen.size} records are missing`);
}

/** Does not parse the line, for the sake of the bench's own time. */
function idOf(line: string): number {
  const [, id] = /^\{"id":(\d+),/.exec(line) ?? [];
  if (id === undefined || !line.endsWith('}') || !line.includes('"answer":"The review ')) {
    throw new Error(`not an answered record: ${line}`);
  }
  return Number(id);
}
