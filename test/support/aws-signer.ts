import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials, AwsScope } from '../../lib/providers/aws-signature.ts';

type Bytes = string | ArrayBuffer | ArrayBufferView;

class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: Bytes) {
    this.#hash = secret ? createHmac('sha256', toBuffer(secret)) : createHash('sha256');
  }

  update(data: Bytes): void {
    this.#hash.update(toBuffer(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new RangeError('a hash is used once');
  }
}

function toBuffer(data: Bytes): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** The `authorization` that AWS's own library gives a POST with these headers, the host among them. */
export async function signLikeAws(
  request: { path: string; headers: Record<string, string>; body: string },
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { service, region, time }: AwsScope,
): Promise<string> {
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    { method: 'POST', protocol: 'https:', hostname: request.headers['host'] ?? '', ...request },
    { signingDate: time, unsignableHeaders: new Set(['content-type']) },
  );
  return headers['authorization'] ?? '';
}
