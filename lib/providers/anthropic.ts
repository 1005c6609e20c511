import { readMessage } from './anthropic-answer.ts';
import { writeMessagesRequest } from './anthropic-request.ts';
import { MessagesReader } from './anthropic-stream.ts';
import { compact } from './parameters.ts';
import type { Provider, Target } from './provider.ts';
import { readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

/** Anthropic's Messages API. */
export const anthropic: Provider = {
  framing: 'sse',
  exactNumbers: true,

  request({ operation, body, isStream }, target) {
    if (operation !== 'chat') throw unsupportedOperation(operation);
    return {
      baseUrl: target.baseUrl,
      path: pathAfter(target.baseUrl),
      headers: headersFor(target),
      body: compact({
        model: target.upstreamModel,
        ...writeMessagesRequest(body, target),
        stream: isStream || undefined,
      }),
    };
  },

  readAnswer: (_call, body, target) => readMessage(body, target.upstreamModel),

  openStream: (_call, target) => new MessagesReader(target.upstreamModel),

  readFailure,
};

/** With LiteLLM, an `api_base` may end at the host, with the version, or with the whole path. */
function pathAfter(baseUrl: string): string {
  if (baseUrl.endsWith('/v1/messages')) return '';
  return baseUrl.endsWith('/v1') ? '/messages' : '/v1/messages';
}

const headersFor = ({ apiKey }: Target): Record<string, string> => ({
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  ...(apiKey !== undefined && { 'x-api-key': apiKey }),
});
