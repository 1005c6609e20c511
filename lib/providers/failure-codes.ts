import type { FailureKind } from '../errors.ts';
import type { ErrorCode } from './error-body.ts';

/**
 * The kind that the first telling code tells. Inside an answer of status 200, where the status tells nothing,
 * names that only repeat one count too.
 */
export function kindOfCodes(codes: readonly ErrorCode[], isAnswer: boolean) {
  for (const code of codes) {
    const kind = kindOf(code) ?? (isAnswer ? kindByStatusName.get(plain(code.value)) : undefined);
    if (kind) return kind;
  }
  return undefined;
}

/** A code such as `Throttling.RateQuota` may be told by its family. */
function kindOf({ member, value }: ErrorCode): FailureKind | undefined {
  const [family = ''] = value.split('.', 1);
  const own = numbersOf.get(member)?.get(value);
  return own ?? kindByCode.get(plain(value)) ?? kindByCode.get(plain(family));
}

/** The same code is `DataInspectionFailed` here and `data_inspection_failed` there. */
const plain = (code: string): string => code.replaceAll(/[_-]/g, '').toLowerCase();

const tableOf = (rows: readonly (readonly [FailureKind, string])[]) =>
  new Map(rows.flatMap(([kind, codes]) => codes.split(' ').map((code) => [plain(code), kind])));

const kindByCode: ReadonlyMap<string, FailureKind> = tableOf([
  // OpenAI: developers.openai.com/api/docs/guides/error-codes. Most vendors have taken these over.
  ['quota_exceeded', 'insufficient_quota billing_hard_limit_reached billing_not_active'],
  ['quota_exceeded', 'credit_balance_exhausted organization_spend_limit_exceeded'],
  ['quota_exceeded', 'project_spend_limit_exceeded organization_usage_limit_exceeded'],
  ['context_length', 'context_length_exceeded string_above_max_length'],
  ['content_filter', 'content_filter content_policy_violation invalid_prompt'],
  ['rate_limited', 'rate_limit_exceeded'],
  ['auth', 'invalid_api_key account_deactivated'],
  ['too_large', 'max_tokens_per_request'],

  // Azure OpenAI: learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter.
  ['content_filter', 'ResponsibleAIPolicyViolation'],

  // Anthropic: platform.claude.com/docs/en/api/errors; the limit of a month's spend is a 429.
  ['overloaded', 'overloaded_error'],
  ['rate_limited', 'rate_limit_error'],
  ['quota_exceeded', 'billing_error enforced_spend_limit_reached'],
  ['auth', 'authentication_error'],
  ['timeout', 'timeout_error'],

  // Google: ai.google.dev/gemini-api/docs/api-errors, cloud.google.com/apis/design/errors.
  ['overloaded', 'UNAVAILABLE'],
  ['auth', 'API_KEY_INVALID API_KEY_SERVICE_BLOCKED ACCESS_TOKEN_EXPIRED UNAUTHENTICATED'],
  ['quota_exceeded', 'BILLING_DISABLED'],

  // Bedrock: API_runtime_Converse and the common errors in docs.aws.amazon.com/bedrock/latest/APIReference.
  ['rate_limited', 'ThrottlingException ServiceQuotaExceededException'],
  ['overloaded', 'ServiceUnavailableException ModelNotReadyException'],
  ['timeout', 'ModelTimeoutException'],
  ['server_error', 'ModelErrorException ModelStreamErrorException'],
  ['auth', 'AccessDeniedException UnrecognizedClientException ExpiredTokenException'],
  ['auth', 'InvalidSignatureException IncompleteSignature MissingAuthenticationToken'],
  ['auth', 'InvalidClientTokenId NotAuthorized OptInRequired'],

  // OpenRouter: openrouter.ai/docs/api/reference/errors-and-debugging. The budget of what is in flight
  // refills by itself, unlike other reasons of a 402.
  ['rate_limited', 'openrouter_in_flight_budget'],
  ['context_length', 'token_limit_exceeded string_too_long'],
  ['overloaded', 'provider_overloaded'],
  ['content_filter', 'refusal'],

  // GLM: docs.z.ai/api-reference/api-code. An empty account, the limit of a day, of a plan's hours, an
  // expired plan, the limit of a week or month; most of them with a 429.
  ['quota_exceeded', '1113 1304 1308 1309 1310'],
  // An account that is inactive, unknown or locked; no permission; a model outside the plan.
  ['auth', '1110 1111 1112 1121 1220 1311'],
  ['context_length', '1261'],
  ['content_filter', '1301'],
  ['rate_limited', '1302 1303'],
  ['overloaded', '1305 1312'],

  // DashScope: help.aliyun.com/en/model-studio/error-code.
  ['quota_exceeded', 'Arrearage PrepaidBillOverdue PostpaidBillOverdue'],
  ['quota_exceeded', 'AllocationQuota.FreeTierOnly'],
  ['rate_limited', 'Throttling limit_requests'],
  ['content_filter', 'DataInspectionFailed'],
  ['auth', 'InvalidApiKey AccessDenied'],

  // Moonshot: platform.kimi.ai/docs/api/errors.
  ['quota_exceeded', 'exceeded_current_quota_error'],
  ['overloaded', 'engine_overloaded_error'],
  ['rate_limited', 'rate_limit_reached_error'],
  ['auth', 'invalid_authentication_error incorrect_api_key_error access_terminated_error'],

  // Volcengine: volcengine.com/docs/82379/1299023.
  ['quota_exceeded', 'AccountOverdueError SetLimitExceeded'],
  ['overloaded', 'ServerOverloaded'],
  ['content_filter', 'SensitiveContentDetected InputTextSensitiveContentDetected'],
  ['content_filter', 'InputImageSensitiveContentDetected OutputTextSensitiveContentDetected'],
  ['content_filter', 'InputTextRiskDetection InputImageRiskDetection OutputTextRiskDetection'],

  // Qianfan, the OpenAI-compatible API: cloud.baidu.com/doc/qianfan-api/s/rmwbl43x7.
  ['context_length', 'characters_too_long tokens_too_long'],
  ['content_filter', 'unsafe_request'],
  ['quota_exceeded', 'BILLING_INSUFFICIENT_BALANCE QUOTA_USER_DAILY_REQUEST QUOTA_USER_DAILY_FREE'],

  // MiniMax, the OpenAI-compatible API: platform.minimax.io/docs/api-reference/errorcode.
  ['quota_exceeded', 'insufficient_balance_error'],

  // Hunyuan: tencentcloud.com/document/product/1284/75543.
  ['auth', 'AuthFailure FailedOperation.UserUnAuthError FailedOperation.ServiceNotActivated'],
  ['quota_exceeded', 'FailedOperation.ResourcePackExhausted FailedOperation.ServiceStopArrears'],
  ['quota_exceeded', 'FailedOperation.FreeResourcePackExhausted'],
  ['rate_limited', 'LimitExceeded RequestLimitExceeded FailedOperation.EngineServerLimitExceeded'],
  ['timeout', 'FailedOperation.EngineRequestTimeout'],
  ['content_filter', 'OperationDenied.TextIllegalDetected OperationDenied.ImageIllegalDetected'],

  // SiliconFlow: an empty account (403), a model that is overloaded (503).
  ['quota_exceeded', '30001'],
  ['overloaded', '50505 50603'],

  // Huawei MaaS: support.huaweicloud.com/intl/en-us/usermanual-maas-modelarts/maas-modelarts-0080.html.
  ['quota_exceeded', 'ModelArts.81005'],
  ['content_filter', 'ModelArts.81011'],

  // Cloudflare Workers AI: developers.cloudflare.com/workers-ai/platform/errors.
  ['quota_exceeded', '3036'],
  ['overloaded', '3040'],

  // Novita: novita.ai/docs/api-reference/basic-error-code; watsonx: a month's tokens, with a 403.
  ['quota_exceeded', 'BILLING_BALANCE_NOT_ENOUGH NOT_ENOUGH_BALANCE token_quota_reached'],

  // Cohere (recording c3e70c0fcb61), Perplexity (57b4fe1b789f), llama.cpp's server and, while it loads a
  // model, the last one; Groq's tier `flex`, a status 498 (console.groq.com/docs/errors).
  ['context_length', 'TOO_MANY_TOKENS too_many_prompt_tokens exceed_context_size_error'],
  ['overloaded', 'unavailable_error capacity_exceeded'],
]);

/** MiniMax's base_resp: platform.minimax.io/docs/api-reference/errorcode. 1039: the tokens of a minute. */
const minimax = tableOf([
  ['timeout', '1001'],
  ['rate_limited', '1002 1039 1041 2045'],
  ['auth', '1004 2049'],
  ['quota_exceeded', '1008 2056'],
  ['content_filter', '1026 1027'],
  ['bad_request', '1042 2013 20132'],
]);

/** Qianfan's first API: ai.baidu.com/ai-doc/WENXINWORKSHOP/tlmyncueh. 17, 19: a day's, all free requests. */
const qianfan = tableOf([
  ['overloaded', '2 336100'],
  ['bad_request', '3 336001 336002 336003'],
  ['rate_limited', '4 18 336501 336502'],
  ['auth', '6 13 14 100 110 111'],
  ['quota_exceeded', '17 19'],
  ['context_length', '336103'],
]);

/** Numbers that mean something else elsewhere, by the member that holds them. */
const numbersOf: ReadonlyMap<string, ReadonlyMap<string, FailureKind>> = new Map([
  ['status_code', minimax],
  ['error_code', qianfan],
]);

/** Of OpenAI, Anthropic, Google, AWS and OpenRouter: what a status of 4xx says as well. */
const kindByStatusName: ReadonlyMap<string, FailureKind> = tableOf([
  ['bad_request', 'invalid_request_error invalid_request bad_request_error INVALID_ARGUMENT'],
  ['bad_request', 'validation ValidationException FAILED_PRECONDITION unprocessable'],
  ['bad_request', 'not_found_error not_found model_not_found ResourceNotFoundException'],
  ['auth', 'permission_error permission_denied authentication unauthorized'],
  ['rate_limited', 'RESOURCE_EXHAUSTED too_many_requests'],
  ['quota_exceeded', 'payment_required insufficient_credits'],
  ['too_large', 'request_too_large payload_too_large'],
  ['timeout', 'timeout DEADLINE_EXCEEDED'],
]);
