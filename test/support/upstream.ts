import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';

/** One request as the upstream has seen it. */
export interface Seen {
  path: string;
  headers: IncomingHttpHeaders;
  body: JsonObject;
  /** Resolves when the exchange is over, however it ended. */
  closed: Promise<void>;
}

/** What the upstream does with one request. */
export type Answer = (response: ServerResponse, seen: Seen) => void | Promise<void>;

export interface Upstream {
  /** As a deployment's `baseUrl`. */
  url: string;
  /** In the order in which they came. */
  seen: Seen[];
}

/** Runs `use` against a loopback server that gives these answers in order, the last one for ever. */
export async function withUpstream(
  answers: readonly Answer[],
  use: (upstream: Upstream) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void see(request, response).then((one) => {
      seen.push(one);
      return answers[Math.min(seen.length, answers.length) - 1]?.(response, one);
    });
  });
  try {
    await use({ url: `${await listen(server)}/v1`, seen });
  } finally {
    await shut(server);
  }
}

async function see(request: IncomingMessage, response: ServerResponse): Promise<Seen> {
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  const body = parseJson(await readText(request));
  if (!isJsonObject(body)) throw new TypeError('the request holds no object');
  return { path: request.url ?? '', headers: request.headers, body, closed };
}

/** Starts a server on a free port of the loopback; its address. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new TypeError('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Ends a server with all its connections. */
export async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** An answer with this text as its body. */
export const raw =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };

export const json = (status: number, body: unknown, headers?: Record<string, string>): Answer =>
  raw(status, JSON.stringify(body), headers);

const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };

/** The body of a chat answer of 7 + 3 tokens. */
export const completion = (content: JsonValue, finish = 'stop'): JsonObject => ({
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
  usage,
});

export const chat = (content: JsonValue, finish?: string): Answer =>
  json(200, completion(content, finish));

/** OpenAI's error object. */
export const refusal = (
  status: number,
  code: string | null = null,
  headers?: Record<string, string>,
): Answer => json(status, { error: { message: `refused with ${status}`, code } }, headers);

/** One event with a piece of text. */
export const delta = (content: string, finish: string | null = null): string =>
  sse({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

export const usageEvent = (): string => sse({ choices: [], usage });

export const done = 'data: [DONE]\n\n';

export const sse = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** The events of a whole stream with this text, piece by piece. */
export const streamOf = (...texts: readonly string[]): string[] => [
  sse({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
  ...texts.map((text) => delta(text)),
  delta('', 'stop'),
  usageEvent(),
  done,
];

/** Sends these pieces of a stream, then ends it, breaks the connection or stays silent. */
export const stream =
  (pieces: readonly string[], then: 'end' | 'reset' | 'hang' = 'end'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    for (const piece of pieces) response.write(piece);
    if (then === 'end') response.end();
    if (then === 'reset') response.write('', () => response.destroy());
  };

/** Never answers. */
export const hang: Answer = () => {};

/** Breaks the connection without an answer. */
export const reset: Answer = (response) => {
  response.destroy();
};
