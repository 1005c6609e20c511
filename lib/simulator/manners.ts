import { anthropicManner } from './anthropic-manner.ts';
import { azureManner } from './azure-manner.ts';
import { glmManner } from './glm-manner.ts';
import { groqManner } from './groq-manner.ts';
import type { Manner, MannerName } from './manner.ts';
import { mistralManner } from './mistral-manner.ts';
import { openaiManner } from './openai-manner.ts';

export const manners: Readonly<Record<MannerName, Manner>> = {
  openai: openaiManner,
  anthropic: anthropicManner,
  azure: azureManner,
  groq: groqManner,
  glm: glmManner,
  mistral: mistralManner,
  none: { ...openaiManner, limitHeaders: () => ({}), waitHeaders: () => ({}) },
};
