import type { JsonObject } from '../json.ts';
import { textOf } from './chat-answer.ts';
import type { Part } from './chat-messages.ts';
import { readDataUrl } from './data-url.ts';
import { compact } from './parameters.ts';
import { badRequest } from './unsupported.ts';

/**
 * A part of a message in Gemini's words. `cache_control` needs none: Gemini caches what has come before by
 * itself (Gemini API, "Context caching").
 */
export function writePart(part: Part): JsonObject {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'image':
      return writeMedia(part.url, undefined);
    case 'audio':
      return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } };
    case 'file':
      return writeFile(part.file);
  }
}

/** OpenAI's file, or one by its address as `file_id` with its type as `format`, as LiteLLM has it. */
function writeFile({ file_data: data, file_id: id, format }: JsonObject): JsonObject {
  const url = textOf(data) ?? textOf(id);
  if (url === undefined || !/^(data|gs|https?):/.test(url)) {
    throw badRequest('file: expected a data URL as file_data, or an address as file_id');
  }
  return writeMedia(url, textOf(format));
}

function writeMedia(url: string, format: string | undefined): JsonObject {
  const inline = readDataUrl(url);
  if (inline) {
    return { inlineData: { mimeType: format ?? inline.mediaType, data: inline.data } };
  }
  return { fileData: compact({ fileUri: url, mimeType: format ?? mediaTypeOf(url) }) };
}

/** As the name at an address tells it; Vertex AI takes no address without. */
function mediaTypeOf(url: string): string | undefined {
  const [, extension = ''] = /\.(\w+)(?:[?#]|$)/.exec(url) ?? [];
  return mediaTypes.get(extension.toLowerCase());
}

/** The types that Gemini reads (Gemini API, "File input methods"). */
const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['pdf', 'application/pdf'],
  ['txt', 'text/plain'],
  ['mp3', 'audio/mp3'],
  ['wav', 'audio/wav'],
  ['flac', 'audio/flac'],
  ['ogg', 'audio/ogg'],
  ['mp4', 'video/mp4'],
  ['mov', 'video/mov'],
  ['webm', 'video/webm'],
]);
