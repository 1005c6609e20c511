import type { HttpRequest } from './provider.ts';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

/** What a signature is good for. */
export interface AwsScope {
  service: string;
  region: string;
  time: Date;
}

/**
 * Adds AWS's Signature Version 4 to a POST. It covers the host as the transport tells it, the path with each
 * of its percent signs encoded once more, and the body.
 */
export async function signRequest(
  request: HttpRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { service, region, time }: AwsScope,
): Promise<HttpRequest> {
  const { AwsV4Signer } = await import('aws4fetch');
  const { headers } = await new AwsV4Signer({
    method: 'POST',
    url: request.baseUrl.replace(/\/$/, '') + request.path,
    headers: request.headers,
    body: request.body,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service,
    region,
    datetime: time.toISOString().replaceAll(/[-:]|\.\d{3}/g, ''),
  }).sign();
  return { ...request, headers: Object.fromEntries(headers) };
}
