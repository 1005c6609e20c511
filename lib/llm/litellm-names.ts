import { nearest } from '../config/nearest.ts';
import { suggest } from '../config/suggest.ts';
import { chatParameters } from '../providers/parameters.ts';
import { litellmParams } from './settings.ts';

/** What is read from `litellm_params` whatever the provider. */
const knownParams = Object.keys(litellmParams.shape);

/** LiteLLM's settings among `litellm_params` that are no parameters of a request, and do nothing here yet. */
const foreignParams: ReadonlySet<string> = new Set([
  'allowed_fails',
  'allowed_model_region',
  'allowed_openai_params',
  'api_version',
  'assistant_continue_message',
  'base_model',
  'bos_token',
  'budget_duration',
  'cache',
  'cache_control_injection_points',
  'caching',
  'caching_groups',
  'client_id',
  'client_secret',
  'configurable_clientside_auth_params',
  'cooldown_time',
  'default_api_key_rpm_limit',
  'default_api_key_tpm_limit',
  'deployment_id',
  'dynamic_rate_limits',
  'ensure_alternating_roles',
  'eos_token',
  'fallbacks',
  'final_prompt_value',
  'force_timeout',
  'guardrails',
  'headers',
  'health_check_model',
  'hf_model_name',
  'id',
  'max_budget',
  'max_fallbacks',
  'max_file_size_mb',
  'max_retries',
  'merge_reasoning_content_in_choices',
  'mock_response',
  'mock_timeout',
  'model_config',
  'model_info',
  'no-log',
  'num_retries',
  'order',
  'organization',
  'prompt_id',
  'prompt_label',
  'prompt_variables',
  'prompt_version',
  'provider_specific_header',
  'region_name',
  'retry_policy',
  'roles',
  'search_tool_name',
  'ssl_verify',
  'supports_system_message',
  'tags',
  'tenant_id',
  'tpm',
  'ttl',
  'turn_off_message_logging',
  'use_in_pass_through',
  'user_continue_message',
  'verbose',
]);

/** Settings of other providers, of stores and of LiteLLM itself; no request has a parameter that begins so. */
const foreignFamily =
  /^(arize|aws|azure|databricks|gcs|humanloop|langfuse|langsmith|litellm|oci|s3|snowflake|use_litellm|vertex|watsonx)_/;

/**
 * What becomes of a member of `litellm_params`, given the names of the provider's own options. What is no
 * setting is a parameter of every request, as in LiteLLM.
 */
export function classifyParam(
  name: string,
  options: readonly string[],
): 'setting' | 'parameter' | { hint: string } {
  if (knownParams.includes(name) || options.includes(name) || isPriceField(name)) return 'setting';
  if (chatParameters.has(name)) return 'parameter';
  const unsupported = { hint: ', it is not supported yet' };
  if (foreignParams.has(name)) return unsupported;
  const [family] = foreignFamily.exec(name) ?? [];
  const known = [...knownParams, ...options];
  const meant = meantSetting(
    name,
    family ? known.filter((each) => each.startsWith(family)) : known,
  );
  if (meant !== undefined) return { hint: `, did you mean "${meant}"?` };
  return family ? unsupported : 'parameter';
}

/** Every entry has a `model`, so nothing else can mean it: OpenRouter has `models`, a list. */
function meantSetting(name: string, known: readonly string[]): string | undefined {
  const settings = known.filter((setting) => setting !== 'model');
  return settings.find((setting) => isPart(name, setting)) ?? nearest(name, settings);
}

/** As `aws_region` is of `aws_region_name`, and the other way round. */
const isPart = (a: string, b: string): boolean => a.startsWith(`${b}_`) || b.startsWith(`${a}_`);

/** A field of LiteLLM's price map. */
export const isPriceField = (name: string): boolean =>
  /_cost(_|$)/.test(name) || name === 'tiered_pricing';

/** LiteLLM's keys elsewhere in a file, which are not read; what they resemble is no better. */
const foreignKeys: ReadonlySet<string> = new Set([
  // At the top.
  'agent_list',
  'assistant_settings',
  'callback_settings',
  'credential_list',
  'files_settings',
  'finetune_settings',
  'guardrails',
  'mcp_servers',
  'mcp_tools',
  'prompts',
  'search_tools',
  'vector_store_registry',
  // Beside `litellm_params`.
  'tags',
  'tpm',
  // In `litellm_settings` and `router_settings`.
  'allowed_fails',
  'allowed_fails_policy',
  'cache',
  'cache_params',
  'cache_responses',
  'caching_groups',
  'callbacks',
  'client_ttl',
  'content_policy_fallbacks',
  'context_window_fallbacks',
  'cooldown_time',
  'custom_provider_map',
  'default_fallbacks',
  'default_internal_user_params',
  'default_litellm_params',
  'default_max_parallel_requests',
  'default_priority',
  'default_team_settings',
  'disable_cooldowns',
  'drop_params',
  'enable_pre_call_check',
  'enable_pre_call_checks',
  'enable_tag_filtering',
  'failure_callback',
  'json_logs',
  'max_budget',
  'max_fallbacks',
  'model_group_alias',
  'model_group_retry_policy',
  'modify_params',
  'optional_pre_call_checks',
  'polling_interval',
  'provider_budget_config',
  'redis_host',
  'redis_password',
  'redis_port',
  'redis_url',
  'request_timeout',
  'retry_after',
  'retry_policy',
  'routing_strategy',
  'routing_strategy_args',
  's3_callback_params',
  'service_callback',
  'set_verbose',
  'stream_timeout',
  'success_callback',
  'tag_filtering_match_any',
  'telemetry',
  'turn_off_message_logging',
  'upperbound_key_generate_params',
]);

/** What may be meant by a key that is not read, or that it is not supported. */
export const hintOfKey = (key: string, known: readonly string[]): string =>
  (!foreignKeys.has(key) && suggest(key, known)) || ', it is not supported yet';
