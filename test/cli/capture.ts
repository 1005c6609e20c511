import { Writable } from 'node:stream';
import { Log, type LogLevel } from '../../lib/cli/log.ts';
import { TextOutput } from '../../lib/cli/text-output.ts';

interface Terminal {
  isTTY?: boolean;
  columns?: number;
}

/** A stream and what has been written to it so far. */
export function memoryStream(terminal: Terminal = {}) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream: Object.assign(stream, terminal), text: () => text };
}

/** A log of this level and what it has written so far. */
export function memoryLog(level: LogLevel, terminal: Terminal = {}) {
  const { stream, text } = memoryStream(terminal);
  return { log: new Log(level, new TextOutput(stream, { env: {} })), stream, text };
}

interface Written {
  stdout: string;
  stderr: string;
}

/** What the process writes to stdout and stderr while `use` lasts, and what that resolves with. */
export async function capture<T>(
  use: (soFar: Readonly<Written>) => Promise<T>,
): Promise<Written & { result: T }> {
  // What Node still has to say of the tests before, such as that something is experimental, does not belong here.
  await new Promise((resolve) => setImmediate(resolve));
  const written: Written = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (text: string | Uint8Array, ...rest: unknown[]) => {
      written[name] += text;
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  try {
    const result = await use(written);
    return { ...written, result };
  } finally {
    for (const give of restore) give();
  }
}
