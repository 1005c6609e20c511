import {
  accessSync,
  closeSync,
  constants,
  createWriteStream,
  existsSync,
  openSync,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type FailureKind, failureKinds, UsageError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import { PipeRecord } from '../record.ts';
import type { BadRecord } from './bad-record.ts';
import { lineJson, onOneLine } from './line-json.ts';
import { Oversized, type RawText } from './raw-text.ts';
import { isInPlace } from './same-file.ts';
import { reasonOf } from './system-error.ts';
import { TextWriter } from './text-writer.ts';

/** Why a record failed, where it stood and when. Only texts and numbers: see `errorStart`. */
export interface DeadLetterError {
  kind: FailureKind;
  stage?: string | undefined;
  message: string;
  code?: string | undefined;
  attempts?: number | undefined;
  status?: number | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  /** Of the call that failed, with all its attempts. */
  cost_usd?: number | undefined;
  file: string;
  line: number | undefined;
  column?: number | undefined;
  index: number;
  /** ISO time. */
  at: string;
}

/**
 * Where the error begins in a line. No error contains this text, since quotes within its texts are
 * escaped: the last one in the line is the right one, whatever the record contains.
 */
const errorStart = ',"_error":{';

/** A line of the dead letter with its line feed; the record's own text stays as it was read, on one line. */
export const deadLetterLine = (entry: PipeRecord | BadRecord, error: DeadLetterError): string =>
  `{${payloadOf(entry)},"_error":${lineJson(error)}}\n`;

function payloadOf(entry: PipeRecord | BadRecord): string {
  if (!(entry instanceof PipeRecord)) return `"${entry.member}":${lineJson(entry.text)}`;
  const isObject = isJsonObject(tryParse(entry.raw));
  return isObject ? `"record":${onOneLine(entry.raw)}` : `"raw":${lineJson(entry.raw)}`;
}

/**
 * If `raw` is a dead-letter line: the line that the earlier run had read, exactly; of one that was too
 * large only the start. Of any other line it looks at little more than the first characters.
 */
export function unwrapDeadLetterLine(raw: string): RawText | undefined {
  const [start, member] = /^\{"(record|raw|raw_base64|raw_prefix)":/.exec(raw) ?? [];
  if (start === undefined) return undefined;
  const end = raw.lastIndexOf(errorStart);
  if (end < 0) return undefined;
  const tail = raw.slice(end + errorStart.length - 1).trimEnd();
  if (!tail.endsWith('}') || !isDeadLetterError(tryParse(tail.slice(0, -1)))) return undefined;
  return restore(member, raw.slice(start.length, end));
}

/** How a line of the dead letter begins. */
const lineStarts = ['record', 'raw', 'raw_base64', 'raw_prefix'].map((member) => `{"${member}":`);

/** Whether the first line of a file is one of the dead letter; undefined: more of the file is needed. */
export function beginsDeadLetter(head: Buffer, isAll: boolean): boolean | undefined {
  const start = head.toString('latin1', 0, 16);
  const maybe = lineStarts.some((known) => known.startsWith(start.slice(0, known.length)));
  if (!maybe) return false;
  const end = head.indexOf('\n');
  if (end < 0 && !isAll) return undefined;
  return unwrapDeadLetterLine(head.toString('utf8', 0, end < 0 ? head.length : end)) !== undefined;
}

function restore(member: string | undefined, json: string): RawText | undefined {
  const value = tryParse(json);
  if (member === 'record') return isJsonObject(value) ? json : undefined;
  if (typeof value !== 'string') return undefined;
  if (member === 'raw_base64') return Buffer.from(value, 'base64');
  return member === 'raw' ? value : new Oversized(value);
}

function isDeadLetterError(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { kind, message, index, at } = value;
  const isKind = failureKinds.some((known) => known === kind);
  const hasPlace = typeof index === 'number' && typeof at === 'string';
  return isKind && typeof message === 'string' && hasPlace;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where failed records go. */
export interface DeadLetter {
  readonly path: string;
  /** Lines given to it so far. */
  readonly count: number;
  /** Bytes that the disk has taken so far. */
  readonly bytes: number;
  /** A promise where the writer must wait; it rejects with StopError. */
  write(line: string): void | Promise<void>;
  /** Settles when all is written. @throws StopError */
  close(): Promise<void>;
}

/**
 * A dead letter whose file is made at the first failure. A file of an earlier run is moved to
 * `PATH.old` at once, replacing what was there. @throws UsageError if nothing can be written there
 */
export function openDeadLetter(path: string): DeadLetter {
  try {
    if (isInPlace(path)) closeSync(openSync(path, 'a'));
    else setAside(path);
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
  return new DeadLetterFile(path);
}

function setAside(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  if (existsSync(path)) renameSync(path, oldPath(path));
}

/** The file that keeps the dead letter of the run before. */
export const oldPath = (path: string): string => `${path}.old`;

class DeadLetterFile implements DeadLetter {
  readonly path: string;
  #count = 0;
  #writer: TextWriter | undefined = undefined;

  constructor(path: string) {
    this.path = path;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#writer?.bytesWritten ?? 0;
  }

  write(line: string): void | Promise<void> {
    // Appends, so that two runs with the same dead letter do not overwrite each other's lines.
    this.#writer ??= new TextWriter(createWriteStream(this.path, { flags: 'a' }), this.path);
    this.#count += 1;
    return this.#writer.write(line);
  }

  async close(): Promise<void> {
    await this.#writer?.close();
  }
}
