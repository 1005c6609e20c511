// node naive.js PORT CONCURRENCY FILE > out.jsonl
// The obvious composition: one record at a time through highland, Bottleneck scheduling each call.
import { createReadStream } from 'node:fs';
import Bottleneck from 'bottleneck';
import highland from 'highland';
import { parser } from 'stream-json/jsonl/parser.js';
import { Agent, request } from 'undici';
import { type Answer, headers, outputLine, requestBody, type Task } from './task.ts';

const [port, concurrency = '64', file = ''] = process.argv.slice(2);
const limiter = new Bottleneck({ maxConcurrent: +concurrency });
const dispatcher = new Agent({ connections: +concurrency });

async function annotate(record: Task): Promise<string> {
  const { body } = await request(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: requestBody(record),
    dispatcher,
  });
  const answer: Answer = JSON.parse(await body.text());
  return outputLine(record, answer);
}

await new Promise((resolve, reject) => {
  highland<{ value: Task }>(createReadStream(file).pipe(parser.asStream()))
    .map(({ value }) => highland(limiter.schedule(annotate, value)))
    .parallel(+concurrency)
    .errors(reject)
    .toNodeStream({ objectMode: false })
    .on('end', resolve)
    .pipe(process.stdout);
});
await dispatcher.close();
