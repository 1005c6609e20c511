import { anthropicManner } from './anthropic-manner.ts';
import { azureManner } from './azure-manner.ts';
import { bedrockManner } from './bedrock-manner.ts';
import { cohereManner } from './cohere-manner.ts';
import { geminiManner } from './gemini-manner.ts';
import { glmManner } from './glm-manner.ts';
import { groqManner } from './groq-manner.ts';
import type { Manner, MannerName } from './manner.ts';
import { mistralManner } from './mistral-manner.ts';
import { ollamaManner } from './ollama-manner.ts';
import { openaiManner } from './openai-manner.ts';
import type { SimulatorSettings } from './settings.ts';

export const manners: Readonly<Record<MannerName, Manner>> = {
  openai: openaiManner,
  anthropic: anthropicManner,
  azure: azureManner,
  gemini: geminiManner,
  bedrock: bedrockManner,
  cohere: cohereManner,
  ollama: ollamaManner,
  groq: groqManner,
  glm: glmManner,
  mistral: mistralManner,
  none: { ...openaiManner, limitHeaders: () => ({}), waitHeaders: () => ({}) },
};

/** The one that is asked for, else the dialect's own. */
export const mannerOf = ({ headers, dialect }: SimulatorSettings): Manner =>
  manners[headers ?? dialect];
