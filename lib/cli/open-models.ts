import { dirname, resolve } from 'node:path';
import { checkShape } from '../config/check-shape.ts';
import { readLenientYaml, type YamlFile } from '../config/yaml-file.ts';
import { UsageError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import { loadInlineModels, loadModels, type Models, noModels } from '../llm/load-models.ts';
import type { PipelineFile } from '../pipeline/read-pipeline.ts';
import { loadPriceTable } from '../prices/load-price-table.ts';
import type { Prices } from '../prices/price-table.ts';
import { ShippedPrices } from '../prices/shipped-prices.ts';
import type { SimulatorSettings } from '../simulator/settings.ts';
import type { Log } from './log.ts';

/** The files that the command line names; undefined: as the pipeline says, and the shipped prices. */
export interface ModelsFiles {
  models: string | undefined;
  prices: string | undefined;
}

/** Models whose addresses are all known. */
export interface OpenModels {
  models: Models;
  /** Ends the simulator, if there is one. */
  close(): Promise<void>;
}

/**
 * Loads the models of a pipeline, from `--models` or as the pipeline says, and starts the simulator where
 * one of them names it. Warnings are told. @throws ConfigError, UsageError
 */
export async function openModels(
  pipeline: PipelineFile,
  { models: file, prices }: ModelsFiles,
  log: Log,
): Promise<OpenModels> {
  const { yaml, models } = await readModels(pipeline, file, prices);
  for (const warning of models.warnings) log.warn(warning);
  for (const secret of models.deployments.flatMap(({ secrets }) => secrets)) log.hide(secret);
  const usesSimulator = models.deployments.some(({ provider }) => provider === 'simulator');
  return usesSimulator ? withSimulator(yaml, models, log) : { models, close: async () => {} };
}

async function readModels(
  { yaml, settings, stages }: PipelineFile,
  file: string | undefined,
  pricesFile: string | undefined,
): Promise<{ yaml: YamlFile; models: Models }> {
  if (!stages.some(({ kind }) => kind.makesCalls)) return { yaml, models: noModels };
  const prices = await openPrices(pricesFile);
  if (!file && settings.model_list) {
    return { yaml, models: loadInlineModels(yaml, process.env, prices) };
  }
  const named = file ?? (settings.models && resolve(dirname(yaml.file), settings.models));
  if (!named) {
    throw new UsageError(`no models: name their file by --models, or as "models:" in ${yaml.file}`);
  }
  const modelsYaml = await readLenientYaml(named);
  return { yaml: modelsYaml, models: loadModels(modelsYaml, process.env, prices) };
}

/** @throws UsageError, ConfigError */
export async function openPrices(file: string | undefined): Promise<Prices> {
  if (file !== undefined) return loadPriceTable(file);
  return new ShippedPrices();
}

async function withSimulator(yaml: YamlFile, models: Models, log: Log): Promise<OpenModels> {
  const { startSimulator } = await import('../simulator/server.ts');
  const settings = await readSimulatorSettings(yaml);
  // What is told to models of this process is read as OpenAI's format.
  const simulator = await startSimulator({ ...settings, dialect: 'openai' });
  log.verbose(`llm-pipe: simulator on ${simulator.url}`);
  const deployments = models.deployments.map((deployment) =>
    deployment.provider === 'simulator'
      ? { ...deployment, baseUrl: `${simulator.url}/v1` }
      : deployment,
  );
  return { models: { ...models, deployments }, close: () => simulator.close() };
}

/** The `simulator:` section of a file, or its defaults. @throws ConfigError */
export async function readSimulatorSettings(
  yaml: YamlFile | undefined,
): Promise<SimulatorSettings> {
  const { simulatorSchema } = await import('../simulator/settings.ts');
  const isGiven = isJsonObject(yaml?.value) && yaml.value['simulator'] !== undefined;
  return isGiven ? checkShape(yaml, simulatorSchema, ['simulator']) : simulatorSchema.parse({});
}
