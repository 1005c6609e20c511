import { open, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { RecordError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Message } from '../record.ts';

/** Providers take about 20 MB at most. */
const maxImageBytes = 20 * 1024 * 1024;

/** Types of images by how their bytes begin, in hexadecimal. */
const types = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^47494638/],
  ['image/webp', /^52494646.{8}57454250/],
] as const;

/** The images that templates name: a text each, or lists of texts; blank texts are none. @throws RecordError */
export function namesIn(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'string') throw new RecordError('template', 'expected the name of an image');
  return value.trim() === '' ? [] : [value.trim()];
}

/**
 * What stands for an image in the request: an address or a data URI as it is, a file below `root`, links
 * resolved, as a data URI. @throws RecordError, also by its promise
 */
export function imageUrl(name: string, root: string | undefined): string | Promise<string> {
  if (/^https?:\/\//i.test(name) || /^data:image\//i.test(name)) return name;
  if (/^[a-z][a-z\d+.-]+:/i.test(name)) {
    throw new RecordError(
      'template',
      `an image is named by http, https or data, not ${short(name)}`,
    );
  }
  if (root !== undefined) return readImage(name, root);
  const message = `the image ${short(name)} is a file; images_root must name the folder of the images`;
  throw new RecordError('template', message);
}

async function readImage(name: string, root: string): Promise<string> {
  const path = await findBelow(root, name);
  const bytes = await readBounded(path, name);
  const start = bytes.toString('hex', 0, 16);
  const type = types.find(([, magic]) => magic.test(start))?.[0];
  if (type) return `data:${type};base64,${bytes.toString('base64')}`;
  throw new RecordError('template', `the image ${short(name)} is no PNG, JPEG, GIF or WebP`);
}

/** A link may lead out of the folder as well as `..`, so the real path counts. */
async function findBelow(root: string, name: string): Promise<string> {
  const [folder, path] = await Promise.all([
    realpath(root),
    realpath(isAbsolute(name) ? name : join(root, name)).catch(() => undefined),
  ]);
  if (path?.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return path;
  // One message for both, which tells nothing about files elsewhere.
  throw new RecordError('template', `there is no image ${short(name)} below images_root`);
}

async function readBounded(path: string, name: string): Promise<Buffer> {
  const file = await open(path).catch((cause) => {
    throw new RecordError('template', `the image ${short(name)} cannot be read`, { cause });
  });
  try {
    const { size } = await file.stat();
    if (size > maxImageBytes) {
      const message = `the image ${short(name)} has ${size} bytes, at most ${maxImageBytes} are allowed`;
      throw new RecordError('too_large', message);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const short = (name: string): string => JSON.stringify(name.slice(0, 100));

/** Adds images to the last message of the user. @throws RecordError where there is none */
export function withImages(messages: readonly Message[], urls: readonly string[]): Message[] {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[at];
  if (!message) throw new RecordError('template', 'no user message that could take the images');
  const { content = '' } = message;
  const parts: JsonValue[] = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  const images = urls.map((url): JsonObject => ({ type: 'image_url', image_url: { url } }));
  return messages.with(at, { ...message, content: [...parts, ...images] });
}
