import type { JsonObject, JsonValue } from '../json.ts';
import { noUsage } from '../usage.ts';
import { objectOf, objectsOf } from './chat-answer.ts';
import { writeEmbeddings } from './embed-answer.ts';
import { readEmbedRequest } from './embed-request.ts';
import { camelCased } from './gemini-own.ts';
import { compact } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';
import { countIn } from './usage.ts';

/** Google's own parameters that belong to each text (Vertex AI, "Text embeddings API"). */
const instanceMembers: ReadonlyMap<string, string> = new Map([
  ['taskType', 'task_type'],
  ['title', 'title'],
]);

/** The body of predict for texts. @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writePredict(body: JsonObject): JsonObject {
  const { texts, dimensions, own } = readEmbedRequest(body);
  const ofText: JsonObject = {};
  const parameters = compact({ outputDimensionality: dimensions });
  for (const [name, value] of Object.entries(camelCased(own))) {
    const member = instanceMembers.get(name);
    if (member) ofText[member] = value;
    else parameters[name] = value;
  }
  return compact({
    instances: texts.map((content) => ({ content, ...ofText })),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
  });
}

export function readPredict(
  body: JsonObject,
  model: string,
  format: JsonValue | undefined,
): AnswerReading | Failure {
  const failure = findError(body);
  if (failure) return failure;
  if (!Array.isArray(body['predictions'])) return notTheApi('no predictions');
  const embeddings = objectsOf(body['predictions']).map((one) => objectOf(one['embeddings']));
  const promptTokens = embeddings.reduce(
    (sum, { statistics }) => sum + countIn(statistics, 'token_count'),
    0,
  );
  return writeEmbeddings(
    embeddings.map(({ values }) => values ?? null),
    { model, format, usage: { ...noUsage, promptTokens } },
  );
}
