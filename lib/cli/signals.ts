import type { RunSignals } from '../pipeline/run-batch.ts';
import type { ExitCode } from './exit-code.ts';
import { isHangupIgnored } from './hangup.ts';
import type { Log } from './log.ts';

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
type Signal = keyof typeof codes;

/** Those that end a run. */
const endingSignals = (): readonly Signal[] =>
  isHangupIgnored() ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The process's signals while a run lasts: the first one drains, the second aborts, the third exits. */
export class RunSignalHandler {
  readonly signals: RunSignals;
  /** The code of the first signal. */
  exitCode: ExitCode | undefined;
  readonly #drain = new AbortController();
  readonly #abort = new AbortController();
  readonly #log: Log;
  readonly #names = endingSignals();
  readonly #listener = (signal: Signal): void => this.#receive(signal);

  constructor(log: Log) {
    this.#log = log;
    this.signals = { drain: this.#drain.signal, abort: this.#abort.signal };
    for (const signal of this.#names) process.on(signal, this.#listener);
  }

  close(): void {
    for (const signal of this.#names) process.off(signal, this.#listener);
  }

  #receive(signal: Signal): void {
    if (this.#abort.signal.aborted) process.exit(codes[signal]);
    if (this.#drain.signal.aborted) {
      this.#log.notice('llm-pipe: giving up the calls under way; once more to exit at once');
      this.#abort.abort();
      return;
    }
    this.exitCode = codes[signal];
    this.#log.notice(
      `llm-pipe: ${signal}: finishing the calls under way; once more to give them up`,
    );
    this.#drain.abort();
  }
}

/**
 * The process's signals once the run is over, while `use` lasts: the first one aborts its signal, to cut
 * short what still waits; the next one ends the process in its usual way.
 */
export async function withOneSignal(use: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const first = new AbortController();
  const names = endingSignals();
  const unlisten = (): void => {
    for (const name of names) process.off(name, listener);
  };
  const listener = (): void => {
    unlisten();
    first.abort();
  };
  for (const name of names) process.on(name, listener);
  try {
    await use(first.signal);
  } finally {
    unlisten();
  }
}
