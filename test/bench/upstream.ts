import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Bench } from './bench.ts';
import { buildMock } from './build.ts';

export interface Upstream {
  port: string;
  /** Requests of the client that has closed its connections last, or will do so next. */
  nextCount(): Promise<number>;
}

export type Latency =
  | readonly [milliseconds: number, jitter: number]
  | readonly [milliseconds: number, jitter: number, slowOneIn: number, slowMilliseconds: number];

/** Runs the mock as long as it is used. @throws CannotRunError */
export async function withUpstream<T>(
  { data, signal }: Pick<Bench, 'data' | 'signal'>,
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
      nextCount: async () => Number(await nextLine()),
    });
  } finally {
    child.kill();
    await ended;
  }
}
