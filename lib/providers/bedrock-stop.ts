import type { JsonValue } from '../json.ts';
import type { FinishReason } from './chat-answer.ts';
import type { Failure } from './provider.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
};

/** StopReason; a Failure when the model wrote what Bedrock could not read, for which OpenAI has no word. */
export function readStopReason(reason: JsonValue | undefined, hasCalls: boolean) {
  if (reason === 'malformed_model_output' || reason === 'malformed_tool_use') {
    return malformed(reason);
  }
  const finish = (typeof reason === 'string' && reasons[reason]) || 'stop';
  return finish === 'stop' && hasCalls ? 'tool_calls' : finish;
}

const malformed = (code: string): Failure => ({
  kind: 'server_error',
  message: 'the model wrote what Bedrock cannot read',
  code,
});
