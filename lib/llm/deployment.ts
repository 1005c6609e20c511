/** One model at one provider with one key. */
export interface Deployment {
  /** Unique, for metrics and logs; tells no secret. */
  id: string;
  /** The `model_name` that users ask for. */
  model: string;
  provider: string;
  /** The model's name at the provider. */
  upstreamModel: string;
  /** Up to and without the operation's path, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey: string | undefined;
  /** Bounds one attempt. */
  timeoutMs: number | undefined;
  /** Bounds the wait for a stream's first output. */
  streamTimeoutMs: number | undefined;
  /** Share among the deployments of one model. */
  weight: number;
  /** The provider's limit, paced at 98 %. */
  requestsPerMinute: number | undefined;
  maxConcurrent: number | undefined;
  /** USD per token; undefined: unknown. */
  price: { input: number; output: number } | undefined;
}
