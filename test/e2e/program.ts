import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { withSimulator } from '../simulator/with-simulator.ts';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'bin/llm-pipe.ts');

/** A shipped file by its path in the project. */
export const shipped = (path: string): string => join(root, path);

export const annotate = shipped('pipelines/annotate.yaml');

/** A pipeline of one call that answers with an echo, whose hash tells what was sent. */
export const echo = (more = '') => `name: echo
stages:
  - render: { user: "{{ text }}" }
  - call: { label: echo, model: glm4-flash${more} }
`;

/** As many records. */
export const texts = (count: number): string =>
  Array.from({ length: count }, (_, n) => `{"n":${n},"text":"text ${n}"}\n`).join('');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder of a test's own, removed afterwards. */
export interface Workshop {
  folder: string;
  /** For processes in it; `$LLM_PIPE` is the program. */
  env: NodeJS.ProcessEnv;
  /** Writes a file, and gives its path. */
  file(name: string, content: string | Buffer): string;
  read(name: string): string;
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Runs the program to its end, in the folder. */
  run(args: readonly string[], input?: string | Buffer): Promise<Finished>;
  /** The same through a shell, in which `$LLM_PIPE` is the program. */
  shell(script: string): Promise<Finished>;
}

export async function withWorkshop(use: (workshop: Workshop) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-'));
  const env = { ...process.env, LLM_PIPE: `${process.execPath} ${bin}` };
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [bin, ...args], { cwd: folder, env });
  try {
    await use({
      folder,
      env,
      start,
      file(name, content) {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      },
      read: (name) => readFileSync(join(folder, name), 'utf8'),
      run: (args, input = '') => finish(start(args), input),
      shell: (script) => finish(spawn('bash', ['-c', script], { cwd: folder, env }), ''),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function finish(
  child: ChildProcessWithoutNullStreams,
  input: string | Buffer,
): Promise<Finished> {
  // A program that reads only a part of its input closes the pipe; that is no fault of the test.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  return { code, stdout, stderr };
}

type Simulator = Parameters<Parameters<typeof withSimulator>[1]>[0];

/** A workshop with a simulator outside of the program, and a configuration `models.yaml` for it. */
export const withUpstreamModels = (
  input: Parameters<typeof withSimulator>[0],
  use: (workshop: Workshop, simulator: Simulator) => Promise<void>,
): Promise<void> =>
  withSimulator(input, (simulator) =>
    withWorkshop(async (workshop) => {
      workshop.file('models.yaml', modelsAt(simulator.url));
      await use(workshop, simulator);
    }),
  );

/** A configuration with glm4-flash behind an address. */
export const modelsAt = (url: string): string =>
  `model_list:
  - model_name: glm4-flash
    litellm_params: { model: glm-4-flash, api_base: "${url}/v1", api_key: sk-secret-1234, timeout: 8 }
`;

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

export const parse = (line: string | undefined) => JSON.parse(line ?? '');
