import type { Target } from './provider.ts';

/** What LiteLLM's name of a model says, without `bedrock/`. */
export interface BedrockModel {
  /** AWS's: of a model, of an inference profile, or an ARN. */
  id: string;
  /** The name's own, which goes before the one of the options. */
  region: string | undefined;
}

const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/**
 * Such as `converse/us.amazon.nova-lite-v1:0`, `us-east-1/anthropic.claude-v2` or
 * `arn:aws:bedrock:us-east-1:1:inference-profile/x`. What stands before the id says nothing but the region;
 * only ARNs have slashes themselves.
 */
export function readModelName(name: string): BedrockModel {
  const arnAt = name.indexOf('arn:');
  const idAt = arnAt < 0 ? name.lastIndexOf('/') + 1 : arnAt;
  const id = name.slice(idAt);
  const inName = name.slice(0, idAt).split('/');
  const inArn = arnAt < 0 ? [] : id.split(':').slice(3, 4);
  return { id, region: [...inName, ...inArn].find((part) => regionName.test(part)) };
}

export const regionOf = ({ upstreamModel, options }: Target): string | undefined =>
  readModelName(upstreamModel).region ?? options['aws_region_name'];

/** Before the `/converse` or `/invoke` of a request. */
export const pathOf = ({ upstreamModel, options }: Target): string =>
  `/model/${encodeURIComponent(options['model_id'] ?? readModelName(upstreamModel).id)}`;

/** Who made a model, as far as its name tells: its parameters differ by that. */
export const isOfMaker = (maker: string, { upstreamModel }: Target): boolean =>
  readModelName(upstreamModel).id.split(/[.:/]/).includes(maker);
