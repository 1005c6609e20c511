import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { AudioPart, FilePart, ImagePart } from './chat-messages.ts';
import { readDataUrl } from './data-url.ts';
import { badRequest, unsupportedContent } from './unsupported.ts';

type Kind = 'image' | 'video' | 'document';

/** By media type: the block that takes it, and its name in Converse (ImageBlock, VideoBlock, DocumentBlock). */
const formats: Readonly<Record<string, readonly [Kind, string]>> = {
  'image/png': ['image', 'png'],
  'image/jpeg': ['image', 'jpeg'],
  'image/jpg': ['image', 'jpeg'],
  'image/gif': ['image', 'gif'],
  'image/webp': ['image', 'webp'],
  'video/mp4': ['video', 'mp4'],
  'video/quicktime': ['video', 'mov'],
  'video/x-matroska': ['video', 'mkv'],
  'video/webm': ['video', 'webm'],
  'video/x-flv': ['video', 'flv'],
  'video/mpeg': ['video', 'mpeg'],
  'video/x-ms-wmv': ['video', 'wmv'],
  'video/3gpp': ['video', 'three_gp'],
  'application/pdf': ['document', 'pdf'],
  'text/csv': ['document', 'csv'],
  'application/msword': ['document', 'doc'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['document', 'docx'],
  'application/vnd.ms-excel': ['document', 'xls'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['document', 'xlsx'],
  'text/html': ['document', 'html'],
  'text/plain': ['document', 'txt'],
  'text/markdown': ['document', 'md'],
};

/** LiteLLM sends videos and documents by `image_url` too. @throws UpstreamError `bad_request` */
export const writeImage = ({ url }: ImagePart): JsonObject => writeMedia('image_url', url);

/** @throws UpstreamError `bad_request` */
export function writeFile({ file }: FilePart): JsonObject {
  const { file_data: data, filename } = file;
  if (typeof data !== 'string') throw badRequest('a file: expected "file_data", a data URL');
  return writeMedia('file_data', data, typeof filename === 'string' ? filename : undefined);
}

export const writeAudio = ({ data, format }: AudioPart): JsonObject => ({
  audio: { format, source: { bytes: data } },
});

function writeMedia(member: string, url: string, name?: string): JsonObject {
  const read = readDataUrl(url);
  if (/^https?:/i.test(url)) throw unsupportedContent('an image or a file by its address');
  if (!read) throw badRequest(`"${member}": expected a data URL`);
  const [kind, format] = formats[read.mediaType.toLowerCase()] ?? [];
  if (kind === undefined || format === undefined) {
    throw badRequest(`"${member}": Bedrock does not take ${read.mediaType || 'data of no type'}`);
  }
  const source = { bytes: read.data };
  if (kind !== 'document') return { [kind]: { format, source } };
  return { document: { format, name: documentName(name ?? digest(read.data)), source } };
}

/** Letters, digits, single spaces, hyphens, parentheses and square brackets are allowed (DocumentBlock). */
const documentName = (name: string): string =>
  name.replaceAll(/[^a-zA-Z0-9\s()[\]-]/g, '-').replaceAll(/\s+/g, ' ');

/** A document must have a name of its own; the same one each time lets a cache know it again. */
const digest = (data: string): string =>
  `document-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`;
