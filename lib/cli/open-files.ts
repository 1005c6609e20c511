import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { type DeadLetter, oldPath, openDeadLetter } from '../io/dead-letter.ts';
import { type Input, openInput } from '../io/input.ts';
import { isInPlace, sameFile } from '../io/same-file.ts';
import { openFileSink, openStdoutSink, partPath, type Sink } from '../io/sink.ts';
import type { BatchJob } from '../pipeline/batch-job.ts';
import type { PipelineFile } from '../pipeline/read-pipeline.ts';
import { besideStatus } from './beside-status.ts';
import type { Log } from './log.ts';
import type { RunOptions } from './run-options.ts';

export interface RunFiles extends OutputLines {
  input: Input;
  sink: Sink;
  deadLetter: DeadLetter;
}

/** How records are written, where that is not as JSON lines. */
type OutputLines = Pick<BatchJob, 'lineOf' | 'head'>;

type FileOptions = Pick<
  RunOptions,
  'input' | 'format' | 'path' | 'output' | 'deadLetter' | 'skip' | 'limit' | 'dryRun'
>;

/** Where the output goes; undefined: to stdout, as that of a dry run always does. */
export const outputPath = ({ output, dryRun }: FileOptions): string | undefined =>
  output === '-' || dryRun ? undefined : output;

/** Opens all that a run reads and writes; a dry run makes no files. @throws UsageError */
export async function openFiles(
  options: FileOptions,
  file: PipelineFile,
  log: Log,
): Promise<RunFiles> {
  const { input: inputs, skip, limit } = options;
  const output = outputPath(options);
  const isInput = createIsInput(inputs);
  if (output === undefined) refuseEndlessStdout(isInput);
  else refuseOutput(output, isInput);
  const deadLetterPath = chooseDeadLetter(options, file, isInput);
  const { max_record_bytes: maxRecordBytes, ...format } = file.settings.input;
  const input = openInput(inputs, process.stdin, {
    ...format,
    ...(options.format && { format: options.format }),
    ...(options.path && { path: options.path }),
    maxRecordBytes,
    skip,
    limit,
  });
  const toStdout = () => openStdoutSink(besideStatus(process.stdout, log.statusLine));
  if (options.dryRun) return { input, sink: toStdout(), deadLetter: tellFailures(log) };
  const sink = output === undefined ? toStdout() : openFileSink(output);
  const deadLetter = openDeadLetter(deadLetterPath);
  return { input, sink, deadLetter, ...(await outputLines(file.settings.output, output)) };
}

async function outputLines(
  { format, columns, delimiter }: PipelineFile['settings']['output'],
  output = '',
): Promise<OutputLines> {
  const isCsvName = /\.[ct]sv$/i.test(output);
  if (format === 'jsonl' || (format === 'auto' && !isCsvName)) return {};
  const { CsvLines } = await import('../io/csv-lines.ts');
  const usual = /\.tsv$/i.test(output) ? '\t' : ',';
  const lines = new CsvLines({ columns, delimiter: delimiter ?? usual });
  return { lineOf: (record) => lines.lineOf(record), head: () => lines.head() };
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
