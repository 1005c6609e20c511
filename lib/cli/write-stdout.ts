import { StopError } from '../errors.ts';

/** Writes all of a text; a reader who has seen enough of it, as `head` has, is no failure. @throws StopError */
export function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error | null) => {
      if (!error || ('code' in error && error.code === 'EPIPE')) resolve();
      else reject(new StopError(`cannot write to stdout: ${error.message}`, { cause: error }));
    };
    // The callback tells of it as well.
    process.stdout.once('error', () => {});
    process.stdout.write(text, end);
  });
}
