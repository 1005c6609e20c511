import type { AttemptEvent } from '../llm/meter-attempt.ts';
import { toUsd } from '../usd.ts';
import type { Log } from './log.ts';

/** For `--debug`. */
export function tellAttempt(attempt: AttemptEvent, log: Log): void {
  const { stage, deployment, status, kind, message, durationMs, usage, cost } = attempt;
  log.debug(describe(attempt), {
    event: 'attempt',
    stage,
    deployment,
    status,
    kind,
    message,
    duration_ms: Math.round(durationMs),
    prompt_tokens: usage?.promptTokens,
    completion_tokens: usage?.completionTokens,
    cost_usd: cost === undefined ? undefined : toUsd(cost),
  });
}

function describe(attempt: AttemptEvent): string {
  const { stage, deployment, status, kind, message, durationMs, usage, cost } = attempt;
  const parts = [
    `${stage}: ${deployment} ${status} in ${Math.round(durationMs)} ms`,
    ...(usage ? [`${usage.promptTokens} + ${usage.completionTokens} tokens`] : []),
    ...(cost === undefined ? [] : [`$${toUsd(cost)}`]),
    ...(kind ? [`${kind}: ${message}`] : []),
  ];
  return parts.join(', ');
}
