import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Bench } from './bench.ts';
import { buildMock } from './build.ts';

/** What one client has had of the mock, as the mock saw it. */
export interface Session {
  requests: number;
  /** From the first request to the last answer. */
  seconds: number;
}

export interface Upstream {
  port: string;
  /** Of the client that has closed its connections last, or will do so next. */
  nextSession(): Promise<Session>;
}

export type Latency = readonly [milliseconds: number, jitter: number];

/** Runs the mock as long as it is used. @throws CannotRunError */
export async function withUpstream<T>(
  { data, signal }: Bench,
  latency: Latency,
  use: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const child = spawn(buildMock(data), latency.map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  });
  child.on('error', () => {}); // an abort; it ends the output, which is told below
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const nextLine = async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error('the mock has ended');
      return value;
    };
    return await use({
      port: await nextLine(),
      async nextSession() {
        const [requests, seconds] = (await nextLine()).split(' ').map(Number);
        return { requests: requests ?? NaN, seconds: seconds ?? NaN };
      },
    });
  } finally {
    child.kill();
    await ended;
  }
}
