import { hash } from 'node:crypto';
import { createRandom, type Random } from './random.ts';

/**
 * What an answer follows from: the first 16 hex digits of sha256 over `JSON.stringify([seed, content])`.
 * The content is `messages` of a chat, one prompt of a completion, one input of an embedding.
 */
export const contentHash = (seed: number, contentJson: string): string =>
  hash('sha256', `[${seed},${contentJson}]`).slice(0, 16);

/** Draws that follow from a content hash alone. */
export const randomFromHash = (hexDigits: string): Random =>
  createRandom(
    Number.parseInt(hexDigits.slice(0, 8), 16),
    Number.parseInt(hexDigits.slice(8), 16),
    0,
    1,
  );

/** The first 52 bits of sha256 over a request's bytes: a number that a double holds. */
export const bodyKey = (body: Buffer): number =>
  Number.parseInt(hash('sha256', body).slice(0, 13), 16);
