import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import type { LogFields, LogOutput, Severity } from './log.ts';

const levels: Record<Severity, Level> = {
  error: 'error',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  verbose: 'debug',
  debug: 'debug',
};

/** An object per line, `{"level","time","msg"}` and the fields; with fields, `msg` is the first line. */
export class JsonOutput implements LogOutput {
  /** Machines need no animation. */
  readonly statusLine = undefined;
  readonly #logger: Logger;

  constructor(destination: DestinationStream = openStderr()) {
    const options = {
      base: null,
      level: 'debug',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level: string) => ({ level }) },
    };
    this.#logger = pino(options, destination);
  }

  write(severity: Severity, text: string, fields?: LogFields): void {
    const level = levels[severity];
    if (fields) this.#logger[level](fields, text.split('\n', 1)[0]);
    else this.#logger[level](text);
  }
}

/** Without a transport, whose worker would lose lines at the exit. */
function openStderr(): DestinationStream {
  const stderr = pino.destination({ dest: 2, sync: true });
  // A reader of stderr that has gone must not end a paid run.
  stderr.on('error', () => {});
  return stderr;
}
