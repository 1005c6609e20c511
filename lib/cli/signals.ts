import type { RunSignals } from '../pipeline/run-batch.ts';
import type { ExitCode } from './exit-code.ts';
import type { Log } from './log.ts';

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
type Signal = keyof typeof codes;

/** The process's signals while a run lasts: the first one drains, the second aborts, the third exits. */
export class RunSignalHandler {
  readonly signals: RunSignals;
  /** The code of the first signal. */
  exitCode: ExitCode | undefined;
  readonly #drain = new AbortController();
  readonly #abort = new AbortController();
  readonly #log: Log;
  readonly #listener = (signal: Signal): void => this.#receive(signal);

  constructor(log: Log) {
    this.#log = log;
    this.signals = { drain: this.#drain.signal, abort: this.#abort.signal };
    for (const signal of Object.keys(codes)) process.on(signal, this.#listener);
  }

  close(): void {
    for (const signal of Object.keys(codes)) process.off(signal, this.#listener);
  }

  #receive(signal: Signal): void {
    if (this.#abort.signal.aborted) process.exit(codes[signal]);
    if (this.#drain.signal.aborted) {
      this.#log.error('llm-pipe: giving up the calls under way; once more to exit at once');
      this.#abort.abort();
      return;
    }
    this.exitCode = codes[signal];
    this.#log.error(
      `llm-pipe: ${signal}: finishing the calls under way; once more to give them up`,
    );
    this.#drain.abort();
  }
}
