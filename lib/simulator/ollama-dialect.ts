import { z } from 'zod';
import type { Call, Stream } from './answer.ts';
import { askChat, piecesOf, type Turn } from './chat.ts';
import type { Dialect } from './dialect.ts';
import { askVectors } from './embed.ts';
import { systemMessage } from './join-texts.ts';
import { created } from './openai-text.ts';
import { dimensions, messages, model, parseRequest, type ResponseFormat } from './request.ts';
import { routeByPatterns } from './routes.ts';

/** After Ollama's documentation of its API (docs/api.md). */
export const ollamaDialect: Dialect = {
  findRoute: routeByPatterns([
    [/^\/api\/chat$/, 'chat', (body) => readChat(body)],
    [/^\/api\/generate$/, 'completions', (body) => readGenerate(body)],
    [/^\/api\/embed$/, 'embeddings', (body) => readEmbed(body)],
  ]),
};

/** Streams are what comes unless they are declined. */
const textRequest = z.object({
  model,
  stream: z
    .boolean()
    .nullish()
    .transform((isWanted) => isWanted ?? true),
  format: z.union([z.literal(['', 'json']), z.record(z.string(), z.unknown())]).nullish(),
  options: z.object({ num_predict: z.int().optional() }).nullish(),
});

const chatRequest = textRequest.extend({ messages });
const generateRequest = textRequest.extend({ prompt: z.string(), system: z.string().nullish() });

function readChat(body: unknown): Call {
  const request = parseRequest(chatRequest, body);
  return ask(request, request.messages, (content) => ({ message: { role: 'assistant', content } }));
}

function readGenerate(body: unknown): Call {
  const request = parseRequest(generateRequest, body);
  const asked = [...systemMessage(request.system), { role: 'user', content: request.prompt }];
  return ask(request, asked, (response) => ({ response }));
}

/** Where an answer, or a piece of it, keeps its text. */
type Say = (text: string) => object;

function ask(
  { model, stream, format, options }: z.output<typeof textRequest>,
  messages: z.output<typeof chatRequest>['messages'],
  say: Say,
): Call {
  const limit = options?.num_predict ?? -1;
  const chat = {
    model,
    messages,
    // Below 0 there is none.
    maxTokens: limit < 0 ? undefined : limit,
    format: formatOf(format),
  };
  return askChat(chat, (turn) =>
    stream ? streamOf(turn, say) : JSON.stringify(lastOf(turn, say(turn.text))),
  );
}

function formatOf(format: z.output<typeof textRequest>['format']): ResponseFormat | undefined {
  if (!format) return undefined;
  if (format === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { schema: format } };
}

const headOf = ({ model }: Turn) => ({
  model,
  created_at: new Date(created * 1_000).toISOString(),
});

/** A whole answer, or the last line of one; durations are nanoseconds. */
const lastOf = (turn: Turn, said: object) => ({
  ...headOf(turn),
  ...said,
  done: true,
  done_reason: turn.finishReason,
  total_duration: 0,
  load_duration: 0,
  prompt_eval_count: turn.usage.promptTokens,
  prompt_eval_duration: 0,
  eval_count: turn.usage.completionTokens,
  eval_duration: 0,
});

function streamOf(turn: Turn, say: Say): Stream {
  const lines = piecesOf(turn.text).map((piece) =>
    line({ ...headOf(turn), ...say(piece), done: false }),
  );
  return {
    contentType: 'application/x-ndjson',
    opening: lines.join(''),
    closing: line(lastOf(turn, say(''))),
    failing: (errorBody) => `${errorBody}\n`,
  };
}

const line = (data: object): string => `${JSON.stringify(data)}\n`;

const embedRequest = z.object({
  model,
  input: z.union([z.string(), z.array(z.string()).min(1)]),
  dimensions: dimensions.nullish(),
});

function readEmbed(body: unknown): Call {
  const { model, input, dimensions } = parseRequest(embedRequest, body);
  const embedding = { inputs: [input].flat(), content: input, dimensions };
  return askVectors(embedding, (vectors, tokens) => ({
    reply: JSON.stringify({
      model,
      embeddings: vectors.map((vector) => [...vector]),
      total_duration: 0,
      load_duration: 0,
      prompt_eval_count: tokens,
    }),
  }));
}
