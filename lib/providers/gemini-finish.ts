import type { JsonValue } from '../json.ts';
import type { FinishReason } from './chat-answer.ts';

/** Why Gemini ended a candidate, in OpenAI's words; null: it has not told. */
export function readFinishReason(
  reason: JsonValue | undefined,
  hasToolCalls: boolean,
): FinishReason | null {
  const name = typeof reason === 'number' ? (numbers[reason] ?? 'OTHER') : reason;
  if (typeof name !== 'string' || name === '') return null;
  if (name === 'MAX_TOKENS') return 'length';
  if (filters.has(name)) return 'content_filter';
  // A broken call and "other" too: what came is all there is, and an empty answer is seen as such.
  return hasToolCalls ? 'tool_calls' : 'stop';
}

/** A server may tell numbers for names (recording 9579cabcd9b9). Google's two APIs differ beyond these. */
const numbers: readonly string[] = [
  '',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
];

const filters: ReadonlySet<string> = new Set([
  'BLOCKLIST',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'IMAGE_SAFETY',
  'LANGUAGE',
  'MODEL_ARMOR',
  'PROHIBITED_CONTENT',
  'RECITATION',
  'SAFETY',
  'SPII',
]);
