import { type Command, Option } from 'commander';
import { type DialectName, dialectNames } from '../simulator/dialect.ts';
import type { MockOptions } from './mock-command.ts';
import type { ModelsOptions } from './models-command.ts';
import type { ModelsFiles } from './open-models.ts';
import { wholeFrom } from './option-values.ts';
import type { RunOptions } from './run-options.ts';

/** What the commands do; each resolves with the exit code. */
export interface Actions {
  run(options: RunOptions): Promise<number>;
  check(files: readonly string[], models: ModelsFiles): Promise<number>;
  mock(options: MockOptions): Promise<number>;
  models(options: ModelsOptions): Promise<number>;
  /** Tells the version. */
  version: string;
}

export const pricesHelp = "prices in LiteLLM's format in place of the shipped ones";

/** The commands beside the pipe, which is the program itself. */
export function addCommands(
  program: Command,
  actions: Actions,
  done: (exitCode: number) => void,
): void {
  program
    .command('check')
    .description('check pipelines and configurations, send nothing')
    .argument('<files...>', 'pipeline files, or configurations with a model_list')
    .option('--models <file>', 'configuration to use in place of what the pipelines name')
    .option('--prices <file>', pricesHelp)
    .action(async (files: string[], { models, prices }: { models?: string; prices?: string }) =>
      done(await actions.check(files, { models, prices })),
    );
  program
    .command('mock')
    .description('serve the simulator: a server with limits and faults in the format of a provider')
    .option('--config <file>', 'file whose "simulator:" section describes it')
    .addOption(
      new Option(
        '--dialect <name>',
        'whose format it speaks (default: as the file says, else openai)',
      ).choices(dialectNames),
    )
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on, 0 for a free one', wholeFrom(0, 65_535), 4010)
    .action(async ({ config, dialect, host, port }: TypedMockOptions) =>
      done(await actions.mock({ config, dialect, host, port })),
    );
  program
    .command('models')
    .description('list models with their limits and prices')
    .option('--provider <name>', 'those of one provider')
    .option('--prices <file>', pricesHelp)
    .option('--json', 'an object per line in place of a table')
    .action(async ({ provider, prices, json }: TypedModelsOptions) =>
      done(await actions.models({ provider, prices, isJson: json ?? false })),
    );
}

interface TypedMockOptions {
  config?: string;
  dialect?: DialectName;
  host: string;
  port: number;
}

interface TypedModelsOptions {
  provider?: string;
  prices?: string;
  json?: true;
}
