import { exitCodes } from '../../lib/cli/exit-code.ts';
import { failureKinds } from '../../lib/errors.ts';
import { modelsSchema } from '../../lib/llm/settings.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { pipelineSchema } from '../../lib/pipeline/schema.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { stageKinds } from '../../lib/stages/index.ts';
import type { StageKind } from '../../lib/stages/stage.ts';
import { commandLineHelp } from './command-line.ts';
import { failureDeeds } from './failure-deeds.ts';
import { toJsonSchema } from './json-schema.ts';
import { keyTable, typeOf } from './key-table.ts';
import { compatibleProviderTable, nativeProviderTable } from './providers.ts';
import { table } from './table.ts';

/** docs/reference.md: everything that the code declares about itself. */
export const createReference = (): string =>
  `${[
    '<!-- Made by docs/generate.ts; do not edit. -->',
    '# Reference',
    'What each thing is for is told in the [guide](guide.md).',
    ...pipelineFile(),
    ...stageKinds.flatMap(stage),
    ...models(),
    ...providers(),
    ...simulator(),
    ...metrics(),
    ...failures(),
    ...exitCodeTable(),
    ...commandLine(),
  ].join('\n\n')}\n`;

const pipelineFile = (): string[] => [
  '## Pipeline file',
  'An unknown key is an error. A stage is a map of one key, which names its kind. What stands in ' +
    '`model_list` and `simulator` is told below. Editors that know `config/pipeline.schema.json` complete all keys.',
  keyTable(toJsonSchema(pipelineSchema)),
];

function stage({ name, summary, schema }: StageKind): string[] {
  const json = toJsonSchema(schema);
  const isKeyed = json.properties !== undefined;
  const body = isKeyed ? keyTable(json) : `Written as ${typeOf(json)}. ${json.description ?? ''}`;
  return [`## Stage \`${name}\``, summary, body];
}

const models = (): string[] => [
  '## Model configuration',
  "LiteLLM's format. A key that is not in this table is told and ignored.",
  'In `model`, `api_base` and `api_key` an environment variable is written `os.environ/NAME` where it is ' +
    `the whole text, and \`\${NAME}\` or \`\${NAME:default}\` within a text. A deployment whose variable ` +
    'is not set is left out, with a warning.',
  keyTable(toJsonSchema(modelsSchema)),
];

const providers = (): string[] => [
  '## Providers',
  'By what stands before the first slash of `model`. `api_base`, `api_key` and settings in `litellm_params` go ' +
    'before the variables, of which the first one set counts; `{NAME}` in an address is a variable too.',
  'Providers with an adapter of their own, and their settings with the variables that stand in for them:',
  nativeProviderTable(),
  "Providers that speak OpenAI's format, each a row of data:",
  compatibleProviderTable(),
];

const simulator = (): string[] => [
  '## Simulator',
  'The `simulator:` section of a model configuration or a pipeline file, for models named ' +
    '`simulator/...` and for `llm-pipe mock --config`. A duration is such as `500ms`, `30s`, `10m`, `2h`, `1d`.',
  keyTable(toJsonSchema(simulatorSchema)),
];

function metrics(): string[] {
  const rows = createMetrics()
    .registry.getMetricsAsArray()
    .map((metric) => {
      return [`\`${metric.name}\``, String(metric.type), labelsOf(metric), metric.help];
    });
  return [
    '## Metrics',
    "With them come prom-client's own of the process, `process_*` and `nodejs_*`.",
    table(['name', 'type', 'labels', 'what it is'], rows),
  ];
}

/** Every metric has its labels; prom-client's types leave them out. */
const labelsOf = (metric: object): string =>
  'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.join(', ') : '';

const failures = (): string[] => [
  '## Failure kinds',
  'The `kind` in metrics, the receipt and the dead letter. Where nothing else is said, the record goes to ' +
    'the dead letter when all that is listed has been tried.',
  table(
    ['kind', 'when', 'what is done'],
    failureKinds.map((kind) => [`\`${kind}\``, ...failureDeeds[kind]]),
  ),
];

const exitCodeTable = (): string[] => [
  '## Exit codes',
  table(['code', 'meaning'], Object.entries(exitCodes)),
];

const commandLine = (): string[] => [
  '## Command line',
  'Options may be spelt with underscores too: `--max_concurrent` is `--max-concurrent`.',
  ...commandLineHelp().flatMap(({ title, text }) => [
    `### ${title}`,
    `\`\`\`text\n${text}\n\`\`\``,
  ]),
];
