import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { type DeadLetter, openDeadLetter } from '../io/dead-letter.ts';
import { type Input, openInput } from '../io/input.ts';
import { sameFile } from '../io/same-file.ts';
import { openFileSink, openStdoutSink, type Sink } from '../io/sink.ts';
import type { PipelineFile } from '../pipeline/read-pipeline.ts';
import type { Log } from './log.ts';
import type { RunOptions } from './run-options.ts';

export interface RunFiles {
  input: Input;
  sink: Sink;
  deadLetter: DeadLetter;
}

/** Opens all that a run reads and writes. @throws UsageError, before anything is changed */
export function openFiles(options: RunOptions, file: PipelineFile, log: Log): RunFiles {
  const { input: inputs, output, skip, limit } = options;
  const isInput = (path: string) => inputs.some((input) => input !== '-' && sameFile(input, path));
  if (output !== undefined && output !== '-' && isInput(output)) {
    throw new UsageError(`--output ${output} is an input too, and would be overwritten`);
  }
  const deadLetterPath = chooseDeadLetter(options, file, isInput);
  const maxRecordBytes = file.settings.input.max_record_bytes;
  const input = openInput(inputs, process.stdin, { maxRecordBytes, skip, limit });
  const sink = output === undefined || output === '-' ? openStdoutSink() : openFileSink(output);
  const deadLetter = options.dryRun ? tellFailures(log) : openDeadLetter(deadLetterPath);
  return { input, sink, deadLetter };
}

/** One that was not asked for never replaces an input: a dead letter that is read again. */
function chooseDeadLetter(
  { deadLetter, output }: RunOptions,
  { settings, name }: PipelineFile,
  isInput: (path: string) => boolean,
): string {
  const asked = deadLetter ?? settings.dead_letter;
  if (asked !== undefined) {
    if (!isInput(asked)) return asked;
    throw new UsageError(`the dead letter ${asked} is an input too; name another by --dead-letter`);
  }
  const base = output === undefined || output === '-' ? name : output;
  for (let ordinal = 1; ; ordinal += 1) {
    const path = `${base}.errors${ordinal === 1 ? '' : `.${ordinal}`}.jsonl`;
    if (!existsSync(path) || !isInput(path)) return path;
  }
}

/** For a dry run, which makes no files. */
function tellFailures(log: Log): DeadLetter {
  let count = 0;
  let bytes = 0;
  return {
    path: 'stderr',
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    write(line) {
      count += 1;
      bytes += line.length;
      log.error(line.trimEnd());
    },
    close: async () => {},
  };
}
