import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withSimulator } from '../simulator/with-simulator.ts';
import { needs } from '../support/needs.ts';
import { lines, parse, shipped, withWorkshop } from './program.ts';

const chain = suite('chain of providers');
const questions = shipped('../shared/data/gsm8k_test.jsonl');
const solve = shipped('pipelines/solve.yaml');

/** Three in ten requests, in three ways. */
const faults = { '500': 0.1, reset: 0.1, malformed: 0.1 };

interface Urls {
  anthropic: string;
  gemini: string;
  glm: string;
}

const modelsOf = ({ anthropic, gemini, glm }: Urls): string => `model_list:
  - model_name: glm4-flash
    litellm_params:
      { model: anthropic/claude-sonnet-4-5, api_base: "${anthropic}", api_key: a }
  - model_name: gemini
    litellm_params:
      { model: gemini/gemini-2.5-flash, api_base: "${gemini}/v1beta", api_key: g }
  - model_name: glm
    litellm_params: { model: zai/glm-4.5, api_base: "${glm}/v1", api_key: z }
router_settings:
  num_retries: 0
  fallbacks: [{ glm4-flash: [gemini, glm] }]
`;

const glmAlone = (glm: string): string => `model_list:
  - model_name: glm4-flash
    litellm_params: { model: zai/glm-4.5, api_base: "${glm}/v1", api_key: z }
`;

chain('answers every question, whoever fails, as one provider alone would', () => {
  if (!needs('the shared data sets', existsSync(questions))) return Promise.resolve();
  return withSimulator({ dialect: 'anthropic', faults, seed: 1 }, (anthropic) =>
    withSimulator({ dialect: 'gemini', faults, seed: 1 }, (gemini) =>
      withSimulator({ headers: 'glm', seed: 1 }, (glm) =>
        withWorkshop(async ({ file, folder, read, run }) => {
          const urls = { anthropic: anthropic.url, gemini: gemini.url, glm: glm.url };
          const args = (models: string, output: string) => [
            ...['-q', '-p', solve, '-i', questions, '-o', join(folder, output)],
            ...['--models', models, '--summary-json', join(folder, 'summary.json')],
            ...['--max-concurrent', '64'],
          ];
          const alone = await run(args(file('glm.yaml', glmAlone(glm.url)), 'alone.jsonl'));
          assert.is(alone.code, 0, alone.stderr);
          const before = glm.stats().requests;
          const { code, stderr } = await run(args(file('all.yaml', modelsOf(urls)), 'all.jsonl'));
          assert.is(code, 0, stderr);

          assert.is(lines(read('all.jsonl')).length, 1_319);
          assert.is(read('all.jsonl'), read('alone.jsonl'));
          const asked = [anthropic, gemini].map((simulator) => simulator.stats().requests);
          const [first = 0, second = 0] = asked;
          const third = glm.stats().requests - before;
          // Some calls pass by a provider that has failed several times in a row.
          assert.ok(first > 1_000 && second > 300 && third > 60, `${asked}, ${third}`);
          const { calls, unpriced_answers: unpriced } = parse(read('summary.json'));
          assert.is(calls.attempts, first + second + third);
          assert.is(unpriced, 0);
        }),
      ),
    ),
  );
});

chain.run();
