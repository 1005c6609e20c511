import type { Command } from 'commander';
import { createProgram } from '../../lib/cli/program.ts';

const nothing = async (): Promise<number> => 0;

/** The help of the program and of its commands, as they print it. */
export function commandLineHelp(): { title: string; text: string }[] {
  const actions = { run: nothing, check: nothing, mock: nothing, models: nothing, version: '' };
  const program = createProgram(actions, () => {});
  return [program, ...program.commands].map((command) => ({
    title: command === program ? 'llm-pipe' : `llm-pipe ${command.name()}`,
    text: helpOf(command),
  }));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => 100,
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text.trimEnd();
}
