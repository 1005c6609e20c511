import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startSimulator } from '../../lib/simulator/server.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { needs } from '../support/needs.ts';
import { type Fence, readMarkdown } from './markdown.ts';
import { type Outcome, root, type Workshop, withWorkshop } from './workshop.ts';

// A document is followed from top to bottom in one folder, as a reader would do:
//   yaml     is written to the file that its first comment names, and checked
//   sh       is run and must end with 0, on other ports than 4010 and 4011; `sh not-run` is not run
//   text     directly after sh is what that printed, but for figures of the receipt
//   ts       is run against a simulator

const examples = suite('examples in the docs');

for (const document of ['README.md', 'docs/guide.md']) {
  examples(`${document} can be followed to the letter`, () =>
    withModels((variables) =>
      withWorkshop(variables, async (workshop) => {
        if (!needs('bash, make and all dependencies', await canRun(workshop))) return;
        const { fences } = readMarkdown(join(root, document));
        let before: Outcome | undefined;
        for (const fence of fences) {
          const where = `${document}:${fence.line}`;
          before = await follow(fence, before, workshop, where);
        }
      }),
    ),
  );
}

/** The variables of config/litellm_config.yaml, which lead to a simulator, and keys of others. */
async function withModels(use: (variables: Record<string, string>) => Promise<void>) {
  const simulator = await startSimulator(simulatorSchema.parse({}));
  try {
    const GLM_API_BASE = `${simulator.url}/v1`;
    const keys = ['GLM', 'OPENAI', 'ANTHROPIC', 'GEMINI', 'ZAI'].map((name) => [
      `${name}_API_KEY`,
      'any',
    ]);
    await use({ GLM_API_BASE, ...Object.fromEntries(keys) });
  } finally {
    await simulator.close();
  }
}

const canRun = async ({ run }: Workshop): Promise<boolean> =>
  (await run('bash', '-c', 'make --question node_modules/.deps')).code === 0;

/** Resolves with what a shell example printed. */
async function follow(
  fence: Fence,
  before: Outcome | undefined,
  workshop: Workshop,
  where: string,
): Promise<Outcome | undefined> {
  const { language, options, text } = fence;
  if (language === 'sh' && !options.includes('not-run')) return runShell(text, workshop, where);
  if (language === 'yaml') await check(text, workshop, where);
  if (language === 'ts') await runScript(text, workshop, where);
  if (language === 'text' && before) {
    assert.is(withoutFigures(before.stdout + before.stderr), withoutFigures(text), where);
  }
  return undefined;
}

async function runShell(text: string, { run }: Workshop, where: string): Promise<Outcome> {
  let script = text;
  for (const port of ['4010', '4011']) script = script.replaceAll(port, String(await findPort()));
  const outcome = await run('bash', '-e', '-o', 'pipefail', '-c', script);
  assert.is(outcome.code, 0, `${where}: ${outcome.stderr}`);
  return outcome;
}

/** One that nobody listens on just now. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function check(text: string, { folder, run }: Workshop, where: string): Promise<void> {
  const name = /^# (\S+\.yaml)\n/.exec(text)?.[1] ?? 'example.yaml';
  writeFileSync(join(folder, name), complete(text));
  const { code, stderr } = await run('llm-pipe', 'check', name);
  assert.is(code, 0, `${where}: ${stderr}`);
}

/** A list of stages is put into a pipeline, other parts stay as they are. */
const complete = (text: string): string =>
  text.startsWith('- ')
    ? `models: config/simulator.yaml\nstages:\n- render: { user: "{{ text }}" }\n${text}`
    : text;

async function runScript(text: string, { folder, run }: Workshop, where: string): Promise<void> {
  const library = new URL('../../lib/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'example.ts'), text.replace("'llm-pipe'", `'${library}'`));
  const { code, stderr } = await run('node', 'example.ts');
  assert.is(code, 0, `${where}: ${stderr}`);
}

/** Records stay as they are. */
const withoutFigures = (text: string): string =>
  text.replaceAll(/^(?!\{).*$/gm, (line) => line.replaceAll(/\d[\d.,]*/g, 'N'));

examples.run();
