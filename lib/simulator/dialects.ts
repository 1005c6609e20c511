import { anthropicDialect } from './anthropic-dialect.ts';
import { azureDialect } from './azure-dialect.ts';
import { bedrockDialect } from './bedrock-dialect.ts';
import { cohereDialect } from './cohere-dialect.ts';
import type { Dialect, DialectName } from './dialect.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { ollamaDialect } from './ollama-dialect.ts';
import { openaiDialect } from './openai-dialect.ts';

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  openai: openaiDialect,
  anthropic: anthropicDialect,
  gemini: geminiDialect,
  azure: azureDialect,
  bedrock: bedrockDialect,
  cohere: cohereDialect,
  ollama: ollamaDialect,
};
