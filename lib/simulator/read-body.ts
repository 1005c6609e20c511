import type { IncomingMessage } from 'node:http';
import { findJsonFault } from '../json.ts';
import { Refusal } from './refusal.ts';

const maxBytes = 64 * 2 ** 20;

/**
 * The whole body, up to 64 MiB; undefined where the client went away before its end.
 * @throws Refusal with 413 where it is longer; the rest is read and dropped.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(new Refusal(413, 'request_too_large', 'The request is longer than 64 MiB.'));
      }
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on('close', () => resolve(undefined));
  });
}

/** @throws Refusal with 400 that says where the body stops being JSON. */
export function parseBody(body: Buffer): unknown {
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch {
    const { column, message } = findJsonFault(text);
    throw new Refusal(400, 'invalid_json', `The body has ${message} at character ${column}.`);
  }
}
