import type { DialectName } from '../../lib/simulator/dialect.ts';
import { decodeFrames } from './frames.ts';

/** What a dialect's answer says, whole or streamed. */
export interface Said {
  text: string;
  /** Why it ended, in the dialect's own word; undefined where its end is missing. */
  finish: string | undefined;
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  /** The error that a stream ended with. */
  error: string | undefined;
}

interface Asked {
  system?: string;
  maxTokens?: number;
  schema?: object;
  isStream?: boolean;
}

/** A client of one dialect. */
export interface Speaker {
  headers: Record<string, string>;
  ask(text: string, asked?: Asked): { path: string; body: object };
  readPlain(body: string): Said;
  readStream(bytes: Buffer): Said;
  /** Why an answer ended, in the dialect's words. */
  finishes: { stop: string; length: string };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
type Json = any;

const json = (text: string): Json => JSON.parse(text);

const nothing: Said = {
  text: '',
  finish: undefined,
  promptTokens: undefined,
  completionTokens: undefined,
  error: undefined,
};

/** What the events say together; of what several tell, the last counts. */
function sum(parts: readonly Partial<Said>[]): Said {
  const said = { ...nothing };
  for (const { text = '', ...others } of parts) {
    const known = Object.entries(others).filter(
      ([, value]) => value !== undefined && value !== null,
    );
    Object.assign(said, Object.fromEntries(known), { text: said.text + text });
  }
  return said;
}

/** The data of server-sent events. */
const eventsOf = (bytes: Buffer): Json[] =>
  bytes
    .toString()
    .split(/\r?\n\r?\n/)
    .flatMap((event) => /^data: ({.*)$/m.exec(event)?.[1] ?? [])
    .map(json);

const errorOf = (event: Json): string | undefined => event.error?.message;

const openai: Speaker = {
  headers: { authorization: 'Bearer k' },
  finishes: { stop: 'stop', length: 'length' },
  ask: (text, { system, maxTokens, schema, isStream } = {}) => ({
    path: '/v1/chat/completions',
    body: {
      model: 'm',
      messages: [
        ...(system ? [{ role: 'system', content: system }] : []),
        { role: 'user', content: text },
      ],
      max_tokens: maxTokens,
      response_format: schema && { type: 'json_schema', json_schema: { schema } },
      ...(isStream && { stream: true, stream_options: { include_usage: true } }),
    },
  }),
  readPlain: (body) => {
    const { choices, usage } = json(body);
    return sum([
      { text: choices[0].message.content, finish: choices[0].finish_reason },
      { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens },
    ]);
  },
  readStream: (bytes) =>
    sum(
      eventsOf(bytes).map((event) => ({
        text: event.choices?.[0]?.delta.content,
        finish: event.choices?.[0]?.finish_reason,
        promptTokens: event.usage?.prompt_tokens,
        completionTokens: event.usage?.completion_tokens,
        error: errorOf(event),
      })),
    ),
};

const anthropic: Speaker = {
  headers: { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' },
  finishes: { stop: 'end_turn', length: 'max_tokens' },
  ask: (text, { system, maxTokens = 1_000, schema, isStream } = {}) => ({
    path: '/v1/messages',
    body: {
      model: 'm',
      max_tokens: maxTokens,
      system,
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      stream: isStream,
      output_config: schema && { format: { type: 'json_schema', schema } },
    },
  }),
  readPlain: (body) => {
    const { content, stop_reason, usage } = json(body);
    return sum([
      { text: content[0]?.text, finish: stop_reason },
      { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens },
    ]);
  },
  readStream: (bytes) =>
    sum(
      eventsOf(bytes).map((event) => ({
        text: event.delta?.text,
        finish: event.delta?.stop_reason,
        promptTokens: event.usage?.input_tokens,
        completionTokens: event.usage?.output_tokens,
        error: errorOf(event),
      })),
    ),
};

const sayOfGemini = (event: Json): Partial<Said> => ({
  text: event.candidates?.[0].content.parts?.[0].text,
  finish: event.candidates?.[0].finishReason,
  promptTokens: event.usageMetadata?.promptTokenCount,
  completionTokens: event.usageMetadata?.candidatesTokenCount,
  error: errorOf(event),
});

const gemini: Speaker = {
  headers: { 'x-goog-api-key': 'k' },
  finishes: { stop: 'STOP', length: 'MAX_TOKENS' },
  ask: (text, { system, maxTokens, schema, isStream } = {}) => ({
    path: `/v1beta/models/m:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: {
      contents: [{ role: 'user', parts: [{ text }] }],
      systemInstruction: system && { parts: [{ text: system }] },
      generationConfig: {
        maxOutputTokens: maxTokens,
        ...(schema && { responseMimeType: 'application/json', responseJsonSchema: schema }),
      },
    },
  }),
  readPlain: (body) => sum([sayOfGemini(json(body))]),
  readStream: (bytes) => sum(eventsOf(bytes).map(sayOfGemini)),
};

const azure: Speaker = {
  ...openai,
  headers: { 'api-key': 'k' },
  ask: (text, asked) => ({
    path: '/openai/deployments/m/chat/completions?api-version=2024-10-21',
    body: { ...openai.ask(text, asked).body, model: undefined },
  }),
};

const bedrock: Speaker = {
  headers: { authorization: 'Bearer k' },
  finishes: { stop: 'end_turn', length: 'max_tokens' },
  ask: (text, { system, maxTokens, schema, isStream } = {}) => ({
    path: `/model/us.amazon.nova-lite-v1%3A0/converse${isStream ? '-stream' : ''}`,
    body: {
      messages: [{ role: 'user', content: [{ text }] }],
      system: system && [{ text: system }],
      inferenceConfig: { maxTokens },
      outputConfig: schema && {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { name: 'answer', schema: JSON.stringify(schema) } },
        },
      },
    },
  }),
  readPlain: (body) => {
    const { output, stopReason, usage } = json(body);
    return sum([
      { text: output.message.content[0]?.text, finish: stopReason },
      { promptTokens: usage.inputTokens, completionTokens: usage.outputTokens },
    ]);
  },
  readStream: (bytes) =>
    sum(
      decodeFrames(bytes).map(({ headers, payload }) => {
        const event = json(payload);
        return {
          text: event.delta?.text,
          finish: event.stopReason,
          promptTokens: event.usage?.inputTokens,
          completionTokens: event.usage?.outputTokens,
          error: headers[':message-type'] === 'exception' ? event.message : undefined,
        };
      }),
    ),
};

const cohere: Speaker = {
  headers: { authorization: 'Bearer k' },
  finishes: { stop: 'COMPLETE', length: 'MAX_TOKENS' },
  ask: (text, asked = {}) => ({
    path: '/v2/chat',
    body: {
      ...openai.ask(text, { ...asked, isStream: false }).body,
      stream: asked.isStream,
      response_format: asked.schema && { type: 'json_object', json_schema: asked.schema },
    },
  }),
  readPlain: (body) => {
    const { message, finish_reason, usage } = json(body);
    return sum([
      { text: message.content[0]?.text, finish: finish_reason },
      {
        promptTokens: usage.tokens.input_tokens,
        completionTokens: usage.tokens.output_tokens,
      },
    ]);
  },
  readStream: (bytes) =>
    sum(
      eventsOf(bytes).map(({ delta }) => ({
        text: delta?.message?.content?.text,
        finish: delta?.finish_reason,
        promptTokens: delta?.usage?.tokens.input_tokens,
        completionTokens: delta?.usage?.tokens.output_tokens,
        error: delta?.error,
      })),
    ),
};

const sayOfOllama = (line: Json): Partial<Said> => ({
  text: line.message?.content,
  finish: line.done_reason,
  promptTokens: line.prompt_eval_count,
  completionTokens: line.eval_count,
  error: line.error,
});

const ollama: Speaker = {
  headers: {},
  finishes: { stop: 'stop', length: 'length' },
  ask: (text, asked = {}) => ({
    path: '/api/chat',
    body: {
      ...openai.ask(text, { ...asked, isStream: false }).body,
      stream: asked.isStream ? undefined : false,
      format: asked.schema,
      options: { num_predict: asked.maxTokens },
    },
  }),
  readPlain: (body) => sum([sayOfOllama(json(body))]),
  readStream: (bytes) =>
    sum(bytes.toString().split('\n').filter(Boolean).map(json).map(sayOfOllama)),
};

export const speakers: Readonly<Record<DialectName, Speaker>> = {
  openai,
  anthropic,
  gemini,
  azure,
  bedrock,
  cohere,
  ollama,
};
