import { readGenerateContent } from './gemini-answer.ts';
import type { GeminiDialect } from './gemini-contents.ts';
import { readEmbed, writeBatchEmbed } from './gemini-embed.ts';
import { writeGenerateContent } from './gemini-request.ts';
import { GeminiStream } from './gemini-stream.ts';
import type { Provider, ProviderCall, Target } from './provider.ts';
import { readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

const dialect: GeminiDialect = { hasCallIds: true };

/** The Gemini API of Google's AI Studio. */
export const gemini: Provider = {
  framing: 'sse',
  exactNumbers: true,

  request(call, target) {
    const resource = resourceOf(target.upstreamModel);
    const { method, body } = write(call, target.upstreamModel, resource);
    return {
      baseUrl: target.baseUrl,
      path: `/${resource}:${method}`,
      headers: headersFor(target),
      body,
    };
  },

  readAnswer({ operation, body: asked }, body, { upstreamModel: model }) {
    return operation === 'embed'
      ? readEmbed(body, model, asked['encoding_format'])
      : readGenerateContent(body, model);
  },

  openStream: (_call, { upstreamModel }) => new GeminiStream(upstreamModel),

  readFailure,
};

function write({ operation, body, isStream }: ProviderCall, model: string, resource: string) {
  switch (operation) {
    case 'chat':
      return {
        method: generateMethod(isStream),
        body: writeGenerateContent(body, model, dialect),
      };
    case 'embed':
      return { method: 'batchEmbedContents', body: writeBatchEmbed(body, resource) };
    default:
      throw unsupportedOperation(operation);
  }
}

/** Without `alt=sse` a stream is one long JSON array (recording d6570d8693f4). */
export const generateMethod = (isStream: boolean): string =>
  isStream ? 'streamGenerateContent?alt=sse' : 'generateContent';

/** A model's full name, which one of the user's own has already, such as `tunedModels/x`. */
const resourceOf = (model: string): string => (model.includes('/') ? model : `models/${model}`);

const headersFor = ({ apiKey }: Target): Record<string, string> => ({
  'content-type': 'application/json',
  ...(apiKey !== undefined && { 'x-goog-api-key': apiKey }),
});
