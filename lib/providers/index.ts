import type { Environment } from '../config/environment.ts';
import { UpstreamError } from '../errors.ts';
import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock } from './bedrock.ts';
import { cohere } from './cohere.ts';
import { compatibleVendors } from './compatible-vendors.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openai, speakOpenAi } from './openai.ts';
import type { Provider } from './provider.ts';
import { defaultAddress } from './vendor-address.ts';
import { createVertex } from './vertex.ts';

/** How a vendor is spoken to, and where it is found when a configuration tells no more. */
export interface Vendor {
  provider: Provider;
  /** The address without an `api_base`; undefined: one must be given. */
  baseUrl: string | undefined;
  /** Environment variables that may hold the address; the first one set wins. */
  baseVariables?: readonly string[];
  /** Environment variables that may hold the key; the first one set wins. */
  keyVariables: readonly string[];
}

const cohereVendor: Vendor = {
  provider: cohere,
  baseUrl: 'https://api.cohere.com',
  baseVariables: ['COHERE_API_BASE', 'CO_API_URL'],
  keyVariables: ['COHERE_API_KEY', 'CO_API_KEY'],
};

const ollamaVendor: Vendor = {
  provider: ollama,
  baseUrl: 'http://localhost:11434',
  baseVariables: ['OLLAMA_API_BASE'],
  keyVariables: ['OLLAMA_API_KEY'],
};

/** Vendors with a format of their own, and OpenAI itself. */
const nativeVendors: Readonly<Record<string, Vendor>> = {
  openai: {
    provider: openai,
    baseUrl: 'https://api.openai.com/v1',
    baseVariables: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    keyVariables: ['OPENAI_API_KEY'],
  },
  anthropic: {
    provider: anthropic,
    baseUrl: 'https://api.anthropic.com',
    baseVariables: ['ANTHROPIC_API_BASE', 'ANTHROPIC_BASE_URL'],
    keyVariables: ['ANTHROPIC_API_KEY'],
  },
  azure: {
    provider: azure,
    baseUrl: undefined,
    baseVariables: ['AZURE_API_BASE'],
    keyVariables: ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY'],
  },
  bedrock: { provider: bedrock, baseUrl: undefined, keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'] },
  cohere: cohereVendor,
  cohere_chat: cohereVendor,
  gemini: {
    provider: gemini,
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    baseVariables: ['GEMINI_API_BASE'],
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  },
  ollama: ollamaVendor,
  ollama_chat: ollamaVendor,
  openai_compatible: {
    provider: speakOpenAi({ paths: { rerank: '/rerank' } }),
    baseUrl: undefined,
    keyVariables: [],
  },
  vertex_ai: { provider: createVertex(), baseUrl: undefined, keyVariables: [] },
  // Its address is that of the simulator in this process.
  simulator: { provider: openai, baseUrl: undefined, keyVariables: [] },
};

const listed = Object.entries(compatibleVendors).map(([prefix, vendor]): [string, Vendor] => [
  prefix,
  { ...vendor, provider: speakOpenAi(vendor) },
]);

/** Every vendor by the prefix of a model's name, as in `openai/gpt-4`. */
export const vendors: Readonly<Record<string, Vendor>> = {
  ...Object.fromEntries(listed),
  ...nativeVendors,
};

/** @throws UpstreamError `internal` for a name that has no row */
export function findVendor(name: string): Vendor {
  const vendor = vendors[name];
  if (vendor) return vendor;
  throw new UpstreamError('internal', `no provider named ${name}`);
}

/** Where a vendor is when a configuration does not tell; undefined: it must. */
export function addressOf(
  vendor: Vendor,
  env: Environment,
  options: Readonly<Record<string, string>>,
  upstreamModel: string,
): string | undefined {
  return defaultAddress(vendor, env) ?? vendor.provider.addressOf?.(options, upstreamModel);
}

/** The first of the variables that is set. */
export const firstSet = (variables: readonly string[], env: Environment): string | undefined =>
  variables.map((name) => env[name]).find((value) => value);
