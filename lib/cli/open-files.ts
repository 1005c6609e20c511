import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { type DeadLetter, oldPath, openDeadLetter } from '../io/dead-letter.ts';
import { type Input, openInput } from '../io/input.ts';
import { isInPlace, sameFile } from '../io/same-file.ts';
import { openFileSink, openStdoutSink, partPath, type Sink } from '../io/sink.ts';
import type { PipelineFile } from '../pipeline/read-pipeline.ts';
import type { Log } from './log.ts';
import type { RunOptions } from './run-options.ts';

export interface RunFiles {
  input: Input;
  sink: Sink;
  deadLetter: DeadLetter;
}

type FileOptions = Pick<
  RunOptions,
  'input' | 'output' | 'deadLetter' | 'skip' | 'limit' | 'dryRun'
>;

/** Where the output goes; undefined: to stdout, as that of a dry run always does. */
export const outputPath = ({ output, dryRun }: FileOptions): string | undefined =>
  output === '-' || dryRun ? undefined : output;

/** Opens all that a run reads and writes; a dry run makes no files. @throws UsageError */
export function openFiles(options: FileOptions, file: PipelineFile, log: Log): RunFiles {
  const { input: inputs, skip, limit } = options;
  const output = outputPath(options);
  const isInput = createIsInput(inputs);
  if (output === undefined) refuseEndlessStdout(isInput);
  else refuseOutput(output, isInput);
  const deadLetterPath = chooseDeadLetter(options, file, isInput);
  const maxRecordBytes = file.settings.input.max_record_bytes;
  const input = openInput(inputs, process.stdin, { maxRecordBytes, skip, limit });
  if (options.dryRun) return { input, sink: openStdoutSink(), deadLetter: tellFailures(log) };
  const sink = output === undefined ? openStdoutSink() : openFileSink(output);
  return { input, sink, deadLetter: openDeadLetter(deadLetterPath) };
}

type IsInput = (file: string | number) => boolean;

/** Looks at files under whatever names, and at what the shell has opened as stdin. */
function createIsInput(inputs: readonly string[]): IsInput {
  const sources = (inputs.length > 0 ? inputs : ['-']).map((input) =>
    input === '-' ? process.stdin.fd : input,
  );
  return (file) => sources.some((source) => sameFile(source, file));
}

/** With `-i data.jsonl >> data.jsonl` a run would read its own answers, and never end. */
function refuseEndlessStdout(isInput: IsInput): void {
  if (isInput(process.stdout.fd)) {
    throw new UsageError('stdout is a file that is read as input too; the run would never end');
  }
}

function refuseOutput(output: string, isInput: IsInput): void {
  for (const path of [output, partPath(output)]) {
    if (isInput(path)) throw new UsageError(`--output ${output} would overwrite the input ${path}`);
  }
}

/** One that was not asked for never replaces an input: a dead letter that is read again. */
function chooseDeadLetter(
  options: FileOptions,
  { settings, name }: PipelineFile,
  isInput: IsInput,
): string {
  const output = outputPath(options);
  const replacesInput = (path: string) => [path, oldPath(path)].some(isInput);
  const asked = options.deadLetter ?? settings.dead_letter;
  if (asked !== undefined) {
    if (replacesInput(asked)) {
      throw new UsageError(
        `the dead letter ${asked} would replace an input; name another by --dead-letter`,
      );
    }
    if (output !== undefined && isSamePath(asked, output)) {
      throw new UsageError(`${asked} cannot be both output and dead letter`);
    }
    return asked;
  }
  const base = output ?? name;
  for (let ordinal = 1; ; ordinal += 1) {
    const path = `${base}.errors${ordinal === 1 ? '' : `.${ordinal}`}.jsonl`;
    if (!replacesInput(path)) return path;
  }
}

const isSamePath = (a: string, b: string): boolean =>
  sameFile(a, b) || (resolve(a) === resolve(b) && !isInPlace(a));

/** For a dry run. */
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
