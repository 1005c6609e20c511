import type { Target } from './provider.ts';

/** Where the requests for a deployment go. */
export interface AzureAddress {
  /** Up to the operation's path. */
  baseUrl: string;
  /** What follows that path; maybe ''. */
  query: string;
  /** Undefined: Azure's own choice. */
  version: string | undefined;
}

/** LiteLLM's. */
const deploymentsVersion = '2025-02-01-preview';
/** The inference of models that are not OpenAI's (recording a902ff73251e). */
const modelsVersion = '2024-05-01-preview';

/**
 * A deployment is named in the path, unless the configuration's address is already that of a deployment, of
 * version 1 of the API or of `/models`. It may be a whole one, as Azure's portal shows it.
 */
export function readAzureAddress({ baseUrl, options, upstreamModel }: Target): AzureAddress {
  const { origin, pathname, searchParams } = new URL(baseUrl);
  const version = options['api_version'] ?? searchParams.get('api-version') ?? undefined;
  const path = pathname.replace(/\/+$/, '').replace(operationPath, '');
  if (path.endsWith('/openai/v1')) return toAddress(origin + path, undated(version));
  if (path.endsWith('/models')) return toAddress(origin + path, version ?? modelsVersion);
  if (path.includes('/openai/deployments/')) {
    return toAddress(origin + path, version ?? deploymentsVersion);
  }
  const resource = origin + path.replace(/\/openai$/, '');
  if (undated(version)) return toAddress(`${resource}/openai/v1`, version);
  const deployment = `${resource}/openai/deployments/${encodeURIComponent(upstreamModel)}`;
  return toAddress(deployment, version ?? deploymentsVersion);
}

/** The portal shows that of responses, which most models answer beside chats. */
const operationPath =
  /(?<=\/openai(?:\/v1)?|\/models|\/openai\/deployments\/[^/]+)\/(?:chat\/completions|completions|embeddings|responses)$/;

/** Version 1 has no dates: one that is set for other deployments is not meant. */
const undated = (version: string | undefined): string | undefined =>
  version !== undefined && /^\d/.test(version) ? undefined : version;

const toAddress = (baseUrl: string, version: string | undefined): AzureAddress => ({
  baseUrl,
  query: version === undefined ? '' : `?api-version=${encodeURIComponent(version)}`,
  version,
});

/** `stream_options` is an unknown parameter before this version (openai/openai-python#1469), but not at `/models`. */
export const takesStreamOptions = ({ baseUrl, version }: AzureAddress): boolean =>
  version === undefined ||
  undated(version) !== undefined ||
  version >= '2024-09-01' ||
  baseUrl.endsWith('/models');
