import type { JsonValue } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { noUsage, type Usage } from '../usage.ts';
import { objectsOf } from './chat-answer.ts';
import { countIn } from './usage.ts';

/**
 * Gemini's `usageMetadata`; undefined where there is none. It counts what its own tools have brought
 * apart from the prompt, and thoughts apart from the answer.
 */
export function readGeminiUsage(metadata: JsonValue | undefined): Usage | undefined {
  if (!isJsonObject(metadata)) return undefined;
  const thoughts = countIn(metadata, 'thoughtsTokenCount');
  return {
    ...noUsage,
    promptTokens:
      countIn(metadata, 'promptTokenCount') + countIn(metadata, 'toolUsePromptTokenCount'),
    completionTokens: countIn(metadata, 'candidatesTokenCount') + thoughts,
    cachedTokens: countIn(metadata, 'cachedContentTokenCount'),
    reasoningTokens: thoughts,
    audioPromptTokens:
      audioIn(metadata['promptTokensDetails']) + audioIn(metadata['toolUsePromptTokensDetails']),
    audioCompletionTokens: audioIn(metadata['candidatesTokensDetails']),
  };
}

const audioIn = (details: JsonValue | undefined): number =>
  objectsOf(details)
    .filter(({ modality }) => isAudio(modality))
    .reduce((sum, detail) => sum + countIn(detail, 'tokenCount'), 0);

/** 4 where a server tells numbers for names (recording 9579cabcd9b9). */
const isAudio = (modality: JsonValue | undefined): boolean =>
  modality === 'AUDIO' || modality === 4;
