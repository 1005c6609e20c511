import type { Reply, Stream, Usage } from './answer.ts';
import { piecesOf } from './chat.ts';
import type { Completion } from './completion.ts';
import { created, type TextApi } from './openai-text.ts';
import type { Streaming } from './request.ts';
import { endMark, event, eventsType } from './server-sent-events.ts';

interface TextRequest extends Streaming {
  model: string;
  hash: string;
  usage: Usage;
}

/** Puts completions into the shape of an API, whole or as a stream. */
export function writeText(
  api: TextApi,
  request: TextRequest,
  completions: readonly Completion[],
): Reply {
  if (request.stream) return streamText(api, request, completions);
  const choices = completions.map((completion, index) => api.choice(index, completion));
  const head = headOf(api, request, api.object);
  return JSON.stringify({ ...head, choices, ...api.extra, usage: wireUsage(request.usage) });
}

const headOf = ({ idPrefix }: TextApi, { hash, model }: TextRequest, object: string) => ({
  id: `${idPrefix}-${hash}`,
  object,
  created,
  model,
  system_fingerprint: null,
});

const wireUsage = ({ promptTokens, completionTokens }: Usage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});

function streamText(
  api: TextApi,
  request: TextRequest,
  completions: readonly Completion[],
): Stream {
  const hasUsage = request.stream_options?.include_usage === true;
  const head = headOf(api, request, api.chunkObject);
  const chunk = (choice: object) =>
    event({ ...head, choices: [choice], ...(hasUsage ? { usage: null } : {}) });

  const texts = completions.flatMap((completion, index) => [
    ...api.beginning(index, completion),
    ...piecesOf(completion.text).map((piece) => api.delta(index, piece, completion)),
  ]);
  const finishes = completions.map(({ finishReason }, index) => api.finish(index, finishReason));
  const usageEvent = hasUsage
    ? event({ ...head, choices: [], usage: wireUsage(request.usage) })
    : '';
  return {
    contentType: eventsType,
    opening: extraEvent(api) + texts.map(chunk).join(''),
    closing: finishes.map(chunk).join('') + usageEvent + endMark,
    failing: (errorBody) => `data: ${errorBody}\n\n`,
  };
}

/** It comes first and has no choices (recording 76f98d2fb982). */
const extraEvent = ({ extra }: TextApi): string =>
  extra ? event({ id: '', object: '', created: 0, model: '', choices: [], ...extra }) : '';
