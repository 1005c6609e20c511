import type { JsonObject } from '../json.ts';
import { objectOf, textOf } from './chat-answer.ts';

/**
 * Gemini signs what it has thought; a conversation goes on only when the signature of a call comes back.
 * It is told by two names: `extra_content` of Google's own OpenAI interface (recording f3a17e78ee30), and
 * `provider_specific_fields` of LiteLLM.
 */
export const signedCall = (signature: string): JsonObject => ({
  ...signedForGoogle(signature),
  provider_specific_fields: { thought_signature: signature },
});

/** As signedCall, for a message: LiteLLM has a list there. */
export const signedMessage = (signature: string): JsonObject => ({
  ...signedForGoogle(signature),
  provider_specific_fields: { thought_signatures: [signature] },
});

const signedForGoogle = (signature: string): JsonObject => ({
  extra_content: { google: { thought_signature: signature } },
});

/** The signature of a call or a message by either name. */
export function signatureIn(members: JsonObject): string | undefined {
  const { extra_content: extra, provider_specific_fields: specific } = members;
  const { thought_signature: one, thought_signatures: many } = objectOf(specific);
  return (
    textOf(objectOf(objectOf(extra)['google'])['thought_signature']) ??
    textOf(one) ??
    (Array.isArray(many) ? textOf(many.at(-1)) : undefined)
  );
}
