import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

const folder = join(import.meta.dirname, '../../../shared/recordings');

/** Real exchanges with providers, which are there in development only. */
export const hasRecordings = existsSync(folder);

/** One recorded exchange. */
export interface Recording {
  id: string;
  provider: string;
  api: string;
  url: string;
  isStream: boolean;
  status: number;
  headers: Record<string, string>;
  /** As it came over the wire. */
  bytes: Buffer;
  /** The same as text. */
  body: string;
}

/** All exchanges. */
export function readRecordings(): Recording[] {
  return globSync('*.jsonl', { cwd: folder })
    .filter((name) => basename(name) !== 'expected.jsonl')
    .sort()
    .flatMap((name) => linesOf(name).map(toRecording));
}

/** All exchanges over one API, such as `chat.completions`. */
export const recordingsOf = (api: string): Recording[] =>
  readRecordings().filter((recording) => recording.api === api);

/** The one with this id. */
export function recordingOf(api: string, id: string): Recording {
  const found = recordingsOf(api).find((recording) => recording.id === id);
  if (!found) throw new RangeError(`there is no recording ${id}`);
  return found;
}

/** What the provider's own library made of a recording, by its id. */
export function readExpected(): Map<string, JsonObject> {
  return new Map(linesOf('expected.jsonl').map((line) => [String(line['id']), line]));
}

const linesOf = (name: string): JsonObject[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(isJsonObject);

function toRecording(line: JsonObject): Recording {
  const encoding = line['body_encoding'] === 'base64' ? 'base64' : 'utf8';
  const bytes = Buffer.from(String(line['response_body']), encoding);
  return {
    id: String(line['id']),
    provider: String(line['provider']),
    api: String(line['api']),
    url: String(line['url']),
    isStream: line['streaming'] === true,
    status: Number(line['status']),
    headers: headersOf(line['response_headers']),
    bytes,
    body: bytes.toString(),
  };
}

const headersOf = (value: JsonValue | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).map(([name, text]) => [
      name.toLowerCase(),
      String(text),
    ]),
  );
