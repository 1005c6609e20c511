import { litellmParams } from './settings.ts';

/** What is read from `litellm_params` whatever the provider. */
export const knownParams: ReadonlySet<string> = new Set(Object.keys(litellmParams.shape));

/** LiteLLM's settings among `litellm_params` that are no parameters of a request, and do nothing here yet. */
export const foreignParams: ReadonlySet<string> = new Set([
  'allowed_fails',
  'aws_batch_role_arn',
  'budget_duration',
  'configurable_clientside_auth_params',
  'cooldown_time',
  'default_api_key_rpm_limit',
  'default_api_key_tpm_limit',
  'dynamic_rate_limits',
  'health_check_model',
  'litellm_credential_name',
  'litellm_trace_id',
  'max_budget',
  'max_file_size_mb',
  'max_retries',
  'merge_reasoning_content_in_choices',
  'mock_response',
  'mock_timeout',
  'model_info',
  'num_retries',
  'order',
  's3_bucket_name',
  'tags',
  'tpm',
  'use_in_pass_through',
  'use_litellm_proxy',
]);

/** A field of LiteLLM's price map. */
export const isPriceField = (name: string): boolean =>
  /_cost(_|$)/.test(name) || name === 'tiered_pricing';
