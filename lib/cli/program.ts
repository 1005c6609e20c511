import { Command, Option } from 'commander';
import { type InputFormat, inputFormats } from '../io/sniff-format.ts';
import type { HaltCondition } from '../pipeline/halt.ts';
import { type Actions, addCommands, pricesHelp } from './commands.ts';
import { exitCodes } from './exit-code.ts';
import type { ListenAddress } from './listen-address.ts';
import { type LogFormat, type LogLevel, logFormats } from './log.ts';
import { append, durationFrom, halt, listenAddress, positive, wholeFrom } from './option-values.ts';
import type { RunOptions } from './run-options.ts';

/** The command line: options in sections, the pipe as the default command. */
export function createProgram(actions: Actions, done: (exitCode: number) => void): Command {
  const program = new Command('llm-pipe');
  program
    .description(
      'Runs records through language models: reads JSON, CSV or text, calls a model for each record, writes JSONL or CSV.',
    )
    .usage('--pipeline FILE [options] < records.jsonl > out.jsonl')
    .configureOutput({ writeOut: writeHelp })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', examples + exitStatus());
  addRunOptions(program);
  program.action(async (options: TypedOptions) => {
    const [extra] = program.args;
    if (extra !== undefined) return program.error(await describeExtra(extra, program));
    const { pipeline } = options;
    if (pipeline === undefined)
      return program.error('error: name a pipeline by --pipeline FILE; --help tells more');
    const fault = faultOf(options);
    if (fault !== undefined) return program.error(`error: ${fault}`);
    done(await actions.run(toRunOptions(pipeline, options)));
  });
  program.optionsGroup('Other:').version(actions.version, '-V, --version', 'print the version');
  program.helpOption('-h, --help', 'print this help');
  program.helpCommand('help [command]', 'print the help of a command');

  addCommands(program, actions, done);
  // After the commands, which would take it over.
  return program.allowExcessArguments();
}

/** A reader who has seen enough of it, as `head` has, is no failure. */
function writeHelp(text: string): void {
  process.stdout.once('error', () => {});
  process.stdout.write(text);
}

async function describeExtra(extra: string, { commands }: Command): Promise<string> {
  const { suggest } = await import('../config/suggest.ts');
  const hint = suggest(
    extra,
    commands.map((command) => command.name()),
  );
  return `error: unexpected "${extra}"${hint || '; files are named by --pipeline and --input'}`;
}

/** As typed. */
interface TypedOptions {
  pipeline?: string;
  input?: string[];
  format?: InputFormat | 'auto';
  path?: string;
  output?: string;
  deadLetter?: string;
  models?: string;
  prices?: string;
  limit?: number;
  skip?: number;
  maxConcurrent?: number;
  requestsPerSecond?: number;
  sync?: true;
  order?: 'input' | 'none';
  halt?: HaltCondition;
  maxOutage: number;
  dryRun?: true;
  metricsListen?: ListenAddress;
  metricsLinger?: number;
  metricsFile?: string;
  metricsPush?: string;
  metricsPushInterval: number;
  logFormat: LogFormat;
  color: boolean;
  summaryJson?: string;
  quiet?: true;
  verbose?: true;
  debug?: true;
  debugBodies?: true;
}

function addRunOptions(program: Command): void {
  program
    .optionsGroup('Input and output:')
    .option('-p, --pipeline <file>', 'the pipeline to run')
    .option(
      '-i, --input <file>',
      'read this file, - for stdin; may be repeated (default: stdin)',
      append,
    )
    .addOption(
      new Option(
        '--format <format>',
        'how records are written (default: as the pipeline says, else as each file looks)',
      ).choices(['auto', ...inputFormats]),
    )
    .option('--path <path>', 'where they stand in a JSON document, such as $.data')
    .option('-o, --output <file>', 'write to this file, complete or not at all (default: stdout)')
    .option(
      '--dead-letter <file>',
      'file for the records that failed (default: OUTPUT.errors.jsonl, or NAME.errors.jsonl for stdout)',
    )
    .option('--skip <count>', 'leave out this many records at the start', wholeFrom(0))
    .option('--limit <count>', 'read at most this many records', wholeFrom(0))
    .addOption(
      new Option('--order <order>', 'order of the output (default: as the pipeline says)').choices([
        'input',
        'none',
      ]),
    )
    .option('-n, --dry-run', 'print the requests of the first call, send nothing');
  program
    .optionsGroup('Models and limits:')
    .option('--models <file>', 'configuration with the models (default: as the pipeline says)')
    .option('--prices <file>', pricesHelp)
    .option(
      '--max-concurrent <count>',
      'calls in flight (default: as the pipeline says, else 32)',
      wholeFrom(1),
    )
    .option('--requests-per-second <rate>', 'attempts per second over the whole run', positive)
    .addOption(
      new Option('--sync', 'one call in flight in the whole run').conflicts('maxConcurrent'),
    );
  program
    .optionsGroup('When things fail:')
    .option(
      '--halt <when>',
      'stop when records fail: soon,fail=N or soon,fail=N% finishes the calls under way, now,fail=... gives them up (default: never)',
      halt,
    )
    .addOption(
      new Option(
        '--max-outage <duration>',
        'how long to wait when all models of a call are down, 0 for not at all',
      )
        .argParser(durationFrom(0))
        .default(2 * 3_600_000, '2h'),
    );
  program
    .optionsGroup('Watching a run:')
    .option(
      '--metrics-listen <host:port>',
      'serve Prometheus metrics while the run lasts',
      listenAddress,
    )
    .option(
      '--metrics-linger <duration>',
      'keep them up that long after the end, for one more scrape',
      durationFrom(0),
    )
    .option(
      '--metrics-file <file>',
      "keep the metrics in a file, for node_exporter's textfile collector",
    )
    .option('--metrics-push <url>', 'send the metrics to a Pushgateway')
    .addOption(
      new Option('--metrics-push-interval <duration>', 'how often to send them')
        .argParser(durationFrom(1_000))
        .default(30_000, '30s'),
    )
    .option('--summary-json <file>', 'write the receipt and all metrics as JSON at the end')
    .option('-q, --quiet', 'tell errors only')
    .option('-v, --verbose', 'tell more')
    .option('--debug', 'tell every attempt, without secrets and bodies')
    .option('--debug-bodies', 'like --debug, with the bodies of requests, as sent, and of answers')
    .addOption(
      new Option('--log-format <format>', 'form of the messages on stderr')
        .choices(logFormats)
        .default('text'),
    )
    .option('--no-color', 'no colours; NO_COLOR in the environment says the same');
}

/** What no single option can tell, or must not: the address may hold a password. */
function faultOf({ metricsLinger, metricsListen, metricsPush }: TypedOptions): string | undefined {
  if (metricsLinger !== undefined && !metricsListen) {
    return '--metrics-linger needs --metrics-listen';
  }
  const isHttp =
    metricsPush === undefined || /^https?:$/.test(URL.parse(metricsPush)?.protocol ?? '');
  return isHttp ? undefined : '--metrics-push: expected a URL such as http://localhost:9091';
}

function toRunOptions(pipeline: string, typed: TypedOptions): RunOptions {
  return {
    pipeline,
    input: typed.input ?? [],
    format: typed.format,
    path: typed.path,
    output: typed.output,
    deadLetter: typed.deadLetter,
    models: typed.models,
    prices: typed.prices,
    limit: typed.limit,
    skip: typed.skip,
    maxConcurrent: typed.maxConcurrent,
    requestsPerSecond: typed.requestsPerSecond,
    sync: typed.sync ?? false,
    order: typed.order,
    halt: typed.halt,
    maxOutageMs: typed.maxOutage,
    dryRun: typed.dryRun ?? false,
    metricsListen: typed.metricsListen,
    metricsLingerMs: typed.metricsLinger,
    metricsFile: typed.metricsFile,
    metricsPush: typed.metricsPush === undefined ? undefined : new URL(typed.metricsPush),
    metricsPushIntervalMs: typed.metricsPushInterval,
    summaryJson: typed.summaryJson,
    level: levelOf(typed),
    logFormat: typed.logFormat,
    color: typed.color,
    debugBodies: typed.debugBodies ?? false,
  };
}

function levelOf({ quiet, verbose, debug, debugBodies }: TypedOptions): LogLevel {
  if (debug || debugBodies) return 'debug';
  if (verbose) return 'verbose';
  return quiet ? 'quiet' : 'normal';
}

const examples = `
Examples:
  cat data.jsonl | llm-pipe --pipeline annotate.yaml > out.jsonl
  llm-pipe -p annotate.yaml -i data.jsonl -o out.jsonl --max-concurrent 64
  llm-pipe -p annotate.yaml -i out.jsonl.errors.jsonl -o rest.jsonl   # the failed records again
  head -3 data.jsonl | llm-pipe -p annotate.yaml --dry-run
  llm-pipe check pipelines/annotate.yaml
`;

function exitStatus(): string {
  const rows = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`);
  return `\nExit status:\n${rows.join('\n')}\n`;
}
