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
  body: string;
}

/** All exchanges over one of OpenAI's APIs, such as `chat.completions`. */
export function recordingsOf(api: string): Recording[] {
  return globSync('*.jsonl', { cwd: folder })
    .filter((name) => basename(name) !== 'expected.jsonl')
    .sort()
    .flatMap((name) => linesOf(name).map(toRecording))
    .filter((recording) => recording.api === api);
}

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

const toRecording = (line: JsonObject): Recording => ({
  id: String(line['id']),
  provider: String(line['provider']),
  api: String(line['api']),
  url: String(line['url']),
  isStream: line['streaming'] === true,
  status: Number(line['status']),
  headers: headersOf(line['response_headers']),
  body: String(line['response_body']),
});

const headersOf = (value: JsonValue | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).map(([name, text]) => [
      name.toLowerCase(),
      String(text),
    ]),
  );
