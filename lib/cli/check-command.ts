import { readLenientYaml } from '../config/yaml-file.ts';
import { ConfigError, messageOf, UsageError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import { createCallCore } from '../llm/core.ts';
import { loadModels } from '../llm/load-models.ts';
import { createMetrics } from '../metrics.ts';
import { buildPipeline } from '../pipeline/build.ts';
import { readPipeline } from '../pipeline/read-pipeline.ts';
import type { ExitCode } from './exit-code.ts';
import { Log } from './log.ts';
import { type ModelsFiles, openModels, openPrices, readSimulatorSettings } from './open-models.ts';

/** Checks pipelines and configurations without sending anything. Resolves with 0 or 2. */
export async function checkCommand(
  files: readonly string[],
  models: ModelsFiles,
): Promise<ExitCode> {
  const log = new Log('normal');
  let code: ExitCode = 0;
  for (const file of files) {
    try {
      await checkFile(file, models, log);
      log.info(`${file}: ok`);
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof UsageError)) throw error;
      log.error(messageOf(error));
      code = 2;
    }
    // The next file may deserve the same warnings.
    log.flush();
  }
  return code;
}

async function checkFile(file: string, models: ModelsFiles, log: Log): Promise<void> {
  const yaml = await readLenientYaml(file);
  const isConfiguration =
    isJsonObject(yaml.value) && 'model_list' in yaml.value && !('stages' in yaml.value);
  if (!isConfiguration) return checkPipeline(file, models, log);
  const { warnings } = loadModels(yaml, process.env, await openPrices(models.prices));
  await readSimulatorSettings(yaml);
  if (warnings.length > 0) throw new UsageError(warnings.join('\n'));
}

async function checkPipeline(file: string, models: ModelsFiles, log: Log): Promise<void> {
  const pipeline = await readPipeline(file);
  const opened = await openModels(pipeline, models, log);
  const metrics = createMetrics();
  const core = createCallCore({
    models: opened.models,
    metrics,
    pipeline: pipeline.name,
    env: process.env,
  });
  try {
    const { models } = opened;
    const onWarning = (text: string) => log.warn(text);
    await buildPipeline(pipeline, { models, call: core.call, metrics, limits: {}, onWarning });
  } finally {
    await core.close();
    await opened.close();
  }
}
