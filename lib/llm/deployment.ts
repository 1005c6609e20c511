import type { ModelPrices } from '../prices/model-prices.ts';
import type { Target } from '../providers/provider.ts';
import type { ParameterRules } from '../providers/write-request.ts';

/** One model at one provider with one key. */
export interface Deployment extends Target {
  /** Unique, for metrics and logs; tells no secret. */
  id: string;
  /** The `model_name` that users ask for. */
  model: string;
  /** The vendor, by LiteLLM's prefix of model names. */
  provider: string;
  rules: ParameterRules;
  /** What must not be told: the key, and others of the provider's settings. */
  secrets: readonly string[];
  /** Bounds one attempt. */
  timeoutMs: number | undefined;
  /** Bounds the wait for a stream's first output. */
  streamTimeoutMs: number | undefined;
  /** Share among the deployments of one model. */
  weight: number;
  /** The provider's limit, paced at 98 %. */
  requestsPerMinute: number | undefined;
  maxConcurrent: number | undefined;
  /** Undefined: unknown. */
  prices: ModelPrices | undefined;
}
