import type { JsonObject } from '../json.ts';
import { readMessage } from './anthropic-answer.ts';
import { writeMessagesRequest } from './anthropic-request.ts';
import { MessagesReader } from './anthropic-stream.ts';
import { generateMethod } from './gemini.ts';
import { readGenerateContent } from './gemini-answer.ts';
import type { GeminiDialect } from './gemini-contents.ts';
import { readEmbed, writeEmbed } from './gemini-embed.ts';
import { writeGenerateContent } from './gemini-request.ts';
import { GeminiStream } from './gemini-stream.ts';
import { compact } from './parameters.ts';
import type { AnswerReading, Failure, ProviderCall, StreamReader, Target } from './provider.ts';
import { unsupportedOperation } from './unsupported.ts';
import { readPredict, writePredict } from './vertex-embed.ts';

/** How a family of models is asked on Vertex AI. */
export interface ModelFamily {
  /** `path` begins after the location. */
  write(call: ProviderCall, target: Target): { path: string; body: JsonObject };
  read(call: ProviderCall, body: JsonObject, target: Target): AnswerReading | Failure;
  openStream(target: Target): StreamReader;
}

export function familyOf(
  { operation }: ProviderCall,
  { upstreamModel: model }: Target,
): ModelFamily {
  if (operation === 'embed') return model.startsWith('gemini-embedding-2') ? content : texts;
  if (operation !== 'chat') throw unsupportedOperation(operation);
  return model.startsWith('claude') ? claude : gemini;
}

const dialect: GeminiDialect = { hasCallIds: false };

const gemini: ModelFamily = {
  write: ({ body, isStream }, { upstreamModel: model }) => ({
    path: `${resourceOf(model)}:${generateMethod(isStream)}`,
    body: writeGenerateContent(body, model, dialect),
  }),
  read: (_call, body, { upstreamModel }) => readGenerateContent(body, upstreamModel),
  openStream: ({ upstreamModel }) => new GeminiStream(upstreamModel),
};

/** A tuned model is asked at its endpoint, whose name is a number. */
const resourceOf = (model: string): string =>
  /^\d+$/.test(model) ? `/endpoints/${model}` : `/publishers/google/models/${model}`;

/** Anthropic's own messages; the model stands in the path, the version in the body. */
const claude: ModelFamily = {
  write: ({ body, isStream }, target) => ({
    path: `/publishers/anthropic/models/${target.upstreamModel}:${isStream ? 'streamRawPredict' : 'rawPredict'}`,
    body: compact({
      anthropic_version: 'vertex-2023-10-16',
      ...writeMessagesRequest(body, target),
      stream: isStream || undefined,
    }),
  }),
  read: (_call, body, { upstreamModel }) => readMessage(body, upstreamModel),
  openStream: ({ upstreamModel }) => new MessagesReader(upstreamModel),
};

const texts = createEmbedding('predict', writePredict, readPredict);
/** What takes more than texts. */
const content = createEmbedding('embedContent', writeEmbed, readEmbed);

function createEmbedding(
  method: string,
  write: (body: JsonObject, model: string) => JsonObject,
  read: typeof readPredict,
): ModelFamily {
  return {
    write: ({ body }, { upstreamModel: model }) => ({
      path: `/publishers/google/models/${model}:${method}`,
      body: write(body, model),
    }),
    read: ({ body: asked }, body, { upstreamModel }) =>
      read(body, upstreamModel, asked['encoding_format']),
    openStream: () => {
      throw unsupportedOperation('embed');
    },
  };
}
