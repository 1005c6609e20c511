import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The start of a script that may use the exports of a module of lib/io. */
export const importing = (names: string, module: string): string =>
  `import { ${names} } from '${new URL(`../../lib/io/${module}.ts`, import.meta.url).href}';`;

const argumentsFor = (lines: readonly string[]): string[] => [
  '--input-type=module',
  '--eval',
  lines.join('\n'),
];

/** Starts a script in a process of its own, with pipes. */
export const startScript = (...lines: string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, argumentsFor(lines), { stdio: 'pipe' });

/** The same as a command of a shell pipeline, where `NODE` stands for the script. */
export const startPipeline = (shell: string, ...lines: string[]): ChildProcessWithoutNullStreams =>
  spawn(
    'sh',
    ['-c', shell.replace('NODE', '"$0" "$@"'), process.execPath, ...argumentsFor(lines)],
    {
      stdio: 'pipe',
    },
  );

/** What a process wrote until it ended, and its exit code. */
export async function outcomeOf(child: ChildProcessWithoutNullStreams) {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code };
}
