import { nearest } from '../config/nearest.ts';
import { chatParameters } from '../providers/parameters.ts';
import { litellmParams } from './settings.ts';

/** What is read from `litellm_params` whatever the provider. */
export const knownParams: ReadonlySet<string> = new Set(Object.keys(litellmParams.shape));

/** LiteLLM's settings among `litellm_params` that are no parameters of a request, and do nothing here yet, or not
 * for every provider. */
const foreignParams: ReadonlySet<string> = new Set([
  'allowed_fails',
  'api_version',
  'aws_batch_role_arn',
  'aws_external_id',
  'aws_role_name',
  'aws_session_name',
  'aws_sts_endpoint',
  'aws_web_identity_token',
  'azure_ad_token_provider',
  'azure_password',
  'azure_scope',
  'azure_username',
  'base_url',
  'budget_duration',
  'cache_control_injection_points',
  'client_id',
  'client_secret',
  'configurable_clientside_auth_params',
  'cooldown_time',
  'default_api_key_rpm_limit',
  'default_api_key_tpm_limit',
  'dynamic_rate_limits',
  'guardrails',
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
  'organization',
  'region_name',
  's3_bucket_name',
  'tags',
  'tenant_id',
  'tpm',
  'use_in_pass_through',
  'use_litellm_proxy',
  'vertex_ai_credentials',
  'vertex_ai_location',
  'vertex_ai_project',
]);

/** A field of LiteLLM's price map. */
export const isPriceField = (name: string): boolean =>
  /_cost(_|$)/.test(name) || name === 'tiered_pricing';

/** Why a name that is no setting is not taken for a parameter of requests; undefined: it is one. */
export function reasonToIgnore(name: string, options: readonly string[]): string | undefined {
  if (chatParameters.has(name)) return undefined;
  if (foreignParams.has(name)) return 'it is not supported yet';
  const meant = meantSetting(name, [...knownParams, ...options]);
  return meant && `did you mean "${meant}"?`;
}

/** Every entry has a `model`, so nothing else can mean it. */
function meantSetting(name: string, known: readonly string[]): string | undefined {
  const settings = known.filter((setting) => setting !== 'model');
  return settings.find((setting) => isPart(name, setting)) ?? nearest(name, settings);
}

/** As `aws_region` is of `aws_region_name`, and the other way round. */
const isPart = (a: string, b: string): boolean => a.startsWith(`${b}_`) || b.startsWith(`${a}_`);
