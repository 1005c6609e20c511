import { chineseVendors } from './chinese-vendors.ts';
import type { CompatibleVendor } from './compatible-vendor.ts';
import { inferenceClouds } from './inference-clouds.ts';
import { localServers } from './local-servers.ts';
import { modelGateways } from './model-gateways.ts';
import { modelMakers } from './model-makers.ts';

/** Every vendor that speaks OpenAI's format, by the prefix of a model's name, as in `groq/llama-3.3-70b`. */
export const compatibleVendors: Readonly<Record<string, CompatibleVendor>> = {
  ...chineseVendors,
  ...inferenceClouds,
  ...localServers,
  ...modelGateways,
  ...modelMakers,
};
