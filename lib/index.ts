export { readYaml } from './config/yaml-file.ts';
export {
  ConfigError,
  type FailureKind,
  failureKinds,
  LlmPipeError,
  RecordError,
  StopError,
  UpstreamError,
  UsageError,
} from './errors.ts';
export { openDeadLetter } from './io/dead-letter.ts';
export { openInput } from './io/input.ts';
export { openFileSink, openStdoutSink } from './io/sink.ts';
export { type CallCore, createCallCore } from './llm/core.ts';
export type { Handler, Middleware, Reply, Request } from './llm/handler.ts';
export { loadModels, type Models } from './llm/load-models.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { buildPipeline, type Pipeline } from './pipeline/build.ts';
export { readPipeline } from './pipeline/read-pipeline.ts';
export { type RunResult, type RunSignals, runBatch } from './pipeline/run-batch.ts';
export { costOf } from './prices/cost.ts';
export { loadPriceTable } from './prices/load-price-table.ts';
export { type ModelPrices, parsePrices } from './prices/model-prices.ts';
export { type Prices, PriceTable } from './prices/price-table.ts';
export { ShippedPrices } from './prices/shipped-prices.ts';
export type { Usage } from './usage.ts';
