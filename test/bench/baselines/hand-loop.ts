// node hand-loop.js PORT CONCURRENCY FILE > out.jsonl
// The least that does the job: CONCURRENCY workers take lines from one reader, call, and append to one
// buffer. It has no limits, retries, order or metrics.
import { type Dispatcher, Pool } from 'undici';
import { lineBatches } from './line-batches.ts';
import { type Answer, headers, outputLine, requestBody, type Task } from './task.ts';

const flushLength = 65536;
const [port, concurrency = '64', file = ''] = process.argv.slice(2);
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: +concurrency, pipelining: 1 });

class JsonAnswer implements Dispatcher.DispatchHandler {
  readonly chunks: Buffer[] = [];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;

  constructor(resolve: (answer: Answer) => void, reject: (error: unknown) => void) {
    this.resolve = resolve;
    this.reject = reject;
  }

  onRequestStart(): void {}

  onResponseStart(): void {}

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.chunks;
    const body = first && this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    try {
      this.resolve(JSON.parse(body.toString()));
    } catch (error) {
      this.reject(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(error);
  }
}

const call = (body: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = { path: '/v1/chat/completions', method: 'POST', headers, body } as const;
    pool.dispatch(request, new JsonAnswer(resolve, reject));
  });

const batches = lineBatches(file);
let batch: string[] = [];
let at = 0;
let hasEnded = false;
let loading: Promise<void> | undefined;
let out = '';
let draining: Promise<void> | undefined;

async function nextLine(): Promise<string | undefined> {
  for (;;) {
    if (at < batch.length) return batch[at++];
    if (hasEnded) return undefined;
    loading ??= batches.next().then(({ value, done }) => {
      loading = undefined;
      if (done) hasEnded = true;
      else {
        batch = value;
        at = 0;
      }
    });
    await loading;
  }
}

async function flush(): Promise<void> {
  const text = out;
  out = '';
  if (text && !process.stdout.write(text)) {
    draining ??= new Promise((resolve) => {
      process.stdout.once('drain', () => {
        draining = undefined;
        resolve();
      });
    });
  }
  await draining;
}

async function work(): Promise<void> {
  for (;;) {
    const line = at < batch.length ? batch[at++] : await nextLine();
    if (line === undefined) return;
    const record: Task = JSON.parse(line);
    const answer = await call(requestBody(record));
    out += outputLine(record, answer);
    if (out.length > flushLength) await flush();
  }
}

await Promise.all(Array.from({ length: +concurrency }, work));
await flush();
await pool.close();
