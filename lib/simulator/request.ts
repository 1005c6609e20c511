import { z } from 'zod';
import { Refusal } from './refusal.ts';

/** Checked, but neither copied nor reordered: the answer follows from its bytes. */
export interface Message {
  role: string;
  content?: unknown;
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string';

export const model = z.string().min(1);
export const maxTokens = z.int().min(1).nullish();
export const dimensions = z.int().min(1).max(4_096);

/** One choice per prompt is all there is, so more is refused rather than ignored. */
const n = z.literal(1).nullish();

const streaming = {
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
};

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ schema: z.unknown().refine((schema) => schema !== undefined) }),
  }),
]);

export const messages = z
  .array(z.custom<Message>(isMessage, 'expected an object with a role'))
  .min(1);

/** A JSON schema of a tool's arguments. */
export const toolSchema = z.record(z.string(), z.unknown());

/** A function that the model may call; without parameters it takes none. */
export const functionTool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().min(1),
    parameters: toolSchema.default({ type: 'object' }),
  }),
});

/** Tools of other types are taken, but never called. */
const otherTool = z.object({ type: z.string(), function: z.never().optional() });

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.string(), function: z.object({ name: z.string() }).optional() }),
]);

export const chatRequest = z.object({
  model,
  messages,
  tools: z.array(z.union([functionTool, otherTool])).nullish(),
  tool_choice: toolChoice.nullish(),
  response_format: responseFormat.nullish(),
  max_tokens: maxTokens,
  max_completion_tokens: maxTokens,
  n,
  ...streaming,
});

export const completionRequest = z.object({
  model,
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(2_048)]),
  max_tokens: maxTokens,
  n,
  ...streaming,
});

const tokenIds = z.array(z.int()).min(1);

export const embeddingRequest = z.object({
  model,
  input: z.union([
    z.string(),
    z.array(z.string()).min(1).max(2_048),
    tokenIds,
    z.array(tokenIds).min(1).max(2_048),
  ]),
  dimensions: dimensions.optional(),
  encoding_format: z.enum(['float', 'base64']).default('float'),
});

export type ChatRequest = z.output<typeof chatRequest>;
export type ResponseFormat = z.output<typeof responseFormat>;
export type Streaming = Pick<z.output<typeof chatRequest>, 'stream' | 'stream_options'>;

/** @throws Refusal with 400 that names the first parameter which is missing or wrong. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue && issue.path.length > 0 ? formatPath(issue.path) : null;
  if (param !== null && issue?.input === undefined) {
    const message = `Missing required parameter: '${param}'.`;
    throw new Refusal(400, 'missing_required_parameter', message, param);
  }
  const message = `Invalid value for '${param ?? 'the body'}': ${issue?.message}.`;
  throw new Refusal(400, 'invalid_value', message, param);
}

/** In OpenAI's spelling: `messages[0].role`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
