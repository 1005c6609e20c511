import { z } from 'zod';
import type { Call, Reply } from './answer.ts';
import { askChat, type Chat, pickTool, type Turn } from './chat.ts';
import { countTokens } from './count-tokens.ts';
import type { Dialect } from './dialect.ts';
import { jsonType } from './exchange.ts';
import { streamFor, writePlain } from './gemini-answer.ts';
import { readBatch, readEmbedding } from './gemini-embedding.ts';
import { fromGoogleSchema } from './gemini-schema.ts';
import { joinTexts, systemMessage } from './join-texts.ts';
import { Refusal } from './refusal.ts';
import { parseRequest, type ResponseFormat } from './request.ts';
import { type PathPattern, routeByPatterns } from './routes.ts';

/** A method of a model, in Gemini's paths or in Vertex AI's. */
const methodOf = (method: string): RegExp =>
  new RegExp(
    `^/v1(?:beta1?)?/(?:projects/[^/]+/locations/[^/]+/publishers/google/)?models/(?<model>[^/]+):${method}$`,
  );

const patterns: readonly PathPattern[] = [
  [methodOf('generateContent'), 'chat', (body, { model }) => readContents(body, model, writePlain)],
  [
    methodOf('streamGenerateContent'),
    'chat',
    (body, { model, query }) => readContents(body, model, streamFor(query)),
  ],
  [methodOf('embedContent'), 'embeddings', (body) => readEmbedding(body)],
  [methodOf('batchEmbedContents'), 'embeddings', (body) => readBatch(body)],
  [methodOf('countTokens'), 'count_tokens', (body) => readCount(body)],
];

/** Gemini's format, under its own paths and Vertex AI's. */
export const geminiDialect: Dialect = {
  findRoute: routeByPatterns(patterns),

  admit({ headers, query }) {
    if (headers['x-goog-api-key'] || headers.authorization) return;
    if (new URLSearchParams(query).get('key')) return;
    throw new Refusal(
      403,
      'missing_key',
      "Method doesn't allow unregistered callers (callers without established identity).",
    );
  },
};

const parts = z.array(z.record(z.string(), z.unknown()));
const content = z.object({
  role: z.enum(['user', 'model', 'function']).optional(),
  parts: parts.min(1),
});
const schema = z.record(z.string(), z.unknown()).optional();

const countRequest = z.object({
  contents: z.array(content).min(1),
  systemInstruction: z.object({ parts }).optional(),
});

const generateRequest = countRequest.extend({
  generationConfig: z
    .object({
      maxOutputTokens: z.int().min(1).optional(),
      responseMimeType: z.string().optional(),
      responseSchema: schema,
      responseJsonSchema: schema,
    })
    .prefault({}),
  tools: z
    .array(
      z.object({
        functionDeclarations: z
          .array(z.object({ name: z.string(), parameters: schema, parametersJsonSchema: schema }))
          .default([]),
      }),
    )
    .default([]),
  toolConfig: z
    .object({
      functionCallingConfig: z
        .object({
          mode: z.string().optional(),
          allowedFunctionNames: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
});

type GenerateRequest = z.output<typeof generateRequest>;

const messagesOf = ({ contents, systemInstruction }: z.output<typeof countRequest>) => [
  ...systemMessage(systemInstruction?.parts),
  ...contents.map(({ role, parts }) => ({
    role: role === 'model' ? 'assistant' : 'user',
    content: joinTexts(parts),
  })),
];

function readContents(body: unknown, model: string, write: (turn: Turn) => Reply): Call {
  const request = parseRequest(generateRequest, body);
  const chat: Chat = {
    model,
    messages: messagesOf(request),
    maxTokens: request.generationConfig.maxOutputTokens,
    format: formatOf(request),
    tool: toolOf(request),
  };
  return askChat(chat, write);
}

function formatOf({ generationConfig }: GenerateRequest): ResponseFormat | undefined {
  const { responseJsonSchema, responseSchema, responseMimeType } = generationConfig;
  const schema = responseJsonSchema ?? fromGoogleSchema(responseSchema);
  if (schema) return { type: 'json_schema', json_schema: { schema } };
  return responseMimeType === jsonType ? { type: 'json_object' } : undefined;
}

function toolOf({ tools, toolConfig }: GenerateRequest) {
  const { mode, allowedFunctionNames } = toolConfig?.functionCallingConfig ?? {};
  if (mode !== 'ANY') return undefined;
  const known = tools
    .flatMap(({ functionDeclarations }) => functionDeclarations)
    .map(({ name, parameters, parametersJsonSchema }) => ({
      name,
      schema: parametersJsonSchema ?? fromGoogleSchema(parameters) ?? { type: 'object' },
    }));
  return pickTool(known, allowedFunctionNames?.[0]);
}

function readCount(body: unknown): Call {
  const request = parseRequest(countRequest, body);
  return countTokens(messagesOf(request), (tokens) => ({
    totalTokens: tokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }],
  }));
}
