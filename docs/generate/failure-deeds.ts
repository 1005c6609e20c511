import type { FailureKind } from '../../lib/errors.ts';
import { defaultRetryPolicy } from '../../lib/llm/retry.ts';

const { attempts, maxOverloadMs } = defaultRetryPolicy;
const tryAgain = `again after growing pauses, ${attempts} attempts in all (\`num_retries\`), then the next fallback; in an outage (\`--max-outage\`) no attempt counts`;
const leaveAccount =
  'deployment out for the rest of the run, then the next one, then the next fallback; with none left the run stops (exit 3)';

/** When each kind of failure occurs, and what the pipe does about it before the record fails. */
export const failureDeeds: Readonly<Record<FailureKind, readonly [when: string, deed: string]>> = {
  rate_limited: [
    'answer 429',
    'wait as long as the provider asks, then the same model again; never a failure by itself',
  ],
  quota_exceeded: [
    'answer 402, or one whose code says that the account is empty or the limit of a day or plan is reached',
    leaveAccount,
  ],
  overloaded: [
    'answer 529, or a 503 that says when to come back',
    `wait and try again for up to ${maxOverloadMs / 60_000} minutes, then the next fallback; in an outage (\`--max-outage\`) for longer`,
  ],
  timeout: ['no connection in 10 s, no answer within `timeout` (600 s), answer 408', tryAgain],
  network: ['connection refused, reset or cut short', tryAgain],
  server_error: ["answer 5xx, or a 200 that is not the API's answer", tryAgain],
  auth: ['answer 401 or 403', leaveAccount],
  bad_request: ['any other 4xx', 'dead letter at once'],
  context_length: ['the prompt is too long for the model', 'next fallback'],
  content_filter: ['the provider refused or filtered the answer', 'next fallback'],
  empty_output: ['no text and no tool call', 'asked once more, then the next fallback'],
  invalid_json: [
    '`response` wants JSON and the answer is none, even after repair',
    'asked again with the reason, `reasks` times',
  ],
  schema_mismatch: [
    "the answer does not fit `response.schema`'s JSON Schema",
    'asked again with the reason, `reasks` times',
  ],
  truncated: [
    'the answer was cut off at its limit of tokens',
    'dead letter at once; `on_truncated: raise` asks again with twice the limit, up to 4 times',
  ],
  template: [
    'a template met an undefined or null variable, or a message came out blank',
    'dead letter at once, no call',
  ],
  input_parse: [
    'the record is not a JSON object, or not UTF-8; or has another number of cells than CSV has columns',
    'dead letter at once, no call',
  ],
  too_large: [
    'the record is over `input.max_record_bytes`, or answer 413, or 429 to a request for more tokens than a minute has',
    'dead letter at once; of a record only its start is kept',
  ],
  budget: ['reserved for spending limits, which are planned', 'nothing yet'],
  aborted: [
    'interrupted a second time, or the reader of the output has gone',
    'the record counts as unfinished',
  ],
  internal: ['a fault of llm-pipe itself', 'the run stops (exit 70)'],
};
