import { openai } from './openai.ts';
import type { Provider } from './provider.ts';

/** Where a provider is found when a configuration gives no address. */
export interface Vendor {
  provider: Provider;
  /** The address without an `api_base`; undefined: one must be given. */
  baseUrl: string | undefined;
  /** The environment variable of the key. */
  keyVariable: string | undefined;
}

/** Every vendor by the prefix of a model's name, as in `openai/gpt-4`. */
export const vendors: Readonly<Record<string, Vendor>> = {
  openai: {
    provider: openai,
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
  },
  // Its address is that of the simulator in this process.
  simulator: { provider: openai, baseUrl: undefined, keyVariable: undefined },
  openai_compatible: { provider: openai, baseUrl: undefined, keyVariable: undefined },
};

/** Vendors with a wire format of their own, which a bare prefix must not pass off as OpenAI's. */
export const unsupportedVendors: ReadonlySet<string> = new Set([
  'anthropic',
  'azure',
  'bedrock',
  'cohere',
  'gemini',
  'vertex_ai',
]);
