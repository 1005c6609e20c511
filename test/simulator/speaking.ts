import type { Deployment } from '../../lib/llm/deployment.ts';
import type { DialectName } from '../../lib/simulator/dialect.ts';
import { deployment } from '../support/calls.ts';

/** An adapter, and the dialect in which the simulator answers it. */
export interface Speaking {
  dialect: DialectName;
  /** The deployment at a simulator of that address. */
  at(url: string): Deployment;
}

const speaking = (dialect: DialectName, path: string, more: Partial<Deployment>): Speaking => ({
  dialect,
  at: (url) => deployment({ baseUrl: url + path, apiKey: 'a-key', ...more }),
});

export const openAi: Speaking = speaking('openai', '/v1', {});

/** Every adapter that the simulator can answer, by its vendor. */
export const speakings: Readonly<Record<string, Speaking>> = {
  openai_compatible: openAi,
  anthropic: speaking('anthropic', '', { provider: 'anthropic', maxOutputTokens: 1_000 }),
  gemini: speaking('gemini', '/v1beta', { provider: 'gemini' }),
  vertex_ai: speaking('gemini', '/v1', {
    provider: 'vertex_ai',
    apiKey: 'ya29.token',
    options: { vertex_project: 'p' },
  }),
  azure: speaking('azure', '', { provider: 'azure' }),
  bedrock: speaking('bedrock', '', {
    provider: 'bedrock',
    apiKey: undefined,
    upstreamModel: 'us.amazon.nova-lite-v1:0',
    options: {
      aws_access_key_id: 'AKIDEXAMPLE',
      aws_secret_access_key: 'secret',
      aws_region_name: 'us-east-1',
    },
  }),
  cohere: speaking('cohere', '', { provider: 'cohere' }),
  ollama: speaking('ollama', '', { provider: 'ollama' }),
};
