import type { FailureKind } from '../errors.ts';

/** The status of an error inside an answer that does not tell one of its own. */
const inside = 200;

/** Where a vendor says in words alone what happened, only with these statuses. */
interface Words {
  statuses: readonly number[];
  pattern: RegExp;
  kind: FailureKind;
}

const refused = [inside, 400, 413, 422];

/** Of an account. All of these ask in vain to be tried again, or to be tried otherwise. */
const ofAccount: readonly Words[] = [
  // Anthropic: an empty account, and the user's own limit (platform.claude.com/docs/en/api/rate-limits).
  { statuses: [400], pattern: /^Your credit balance is too low/, kind: 'quota_exceeded' },
  {
    statuses: [400],
    pattern: /^You have reached your specified (?:workspace )?API usage limits/,
    kind: 'quota_exceeded',
  },
  // xAI: a wrong key is a 400 (recording 8ac0a061cd8f), an empty account a 403 or 429.
  { statuses: [400], pattern: /^Incorrect API key provided/, kind: 'auth' },
  {
    statuses: [403, 429],
    pattern: /used all available credits or reached its monthly spending limit/,
    kind: 'quota_exceeded',
  },
  // Kimi Code, and MiniMax's token plan: the hours of a plan are used up.
  { statuses: [403, 429], pattern: /^You've reached your usage limit/, kind: 'quota_exceeded' },
  { statuses: [429], pattern: /^usage limit exceeded\b.*\(2056\)$/, kind: 'quota_exceeded' },
  // Ollama's cloud (continuedev/continue#9233, #11444): the hours or the week of a plan are used up.
  {
    statuses: [inside, 429],
    pattern: /^you(?:'ve| \(\S+\) have) reached your \w+ usage limit\b/,
    kind: 'quota_exceeded',
  },
  // Cohere's trial keys have a limit of a month beside that of a minute (docs.cohere.com/docs/rate-limits).
  {
    statuses: [429],
    pattern: /^You are using a Trial key, which is limited to \d+ API calls \/ month/,
    kind: 'quota_exceeded',
  },
  // Bedrock.
  { statuses: [inside, 429], pattern: /^Too many tokens per day/, kind: 'quota_exceeded' },
  // DashScope: the free tokens are used up. Else its `insufficient_quota` is about tokens per minute.
  { statuses: [403, 429], pattern: /^Free allocated quota exceeded/, kind: 'quota_exceeded' },
  { statuses: [429], pattern: /^(?:Workspace )?allocated quota exceeded/i, kind: 'rate_limited' },
];

const ofContent: readonly Words[] = [
  // xAI.
  {
    statuses: [...refused, 403],
    pattern: /^Content violates usage guidelines/,
    kind: 'content_filter',
  },
  // Anthropic, Bedrock.
  {
    statuses: refused,
    pattern: /\bblocked by (?:our )?content filter/,
    kind: 'content_filter',
  },
];

/** The whole request is too large, not a prompt: of Google, OpenAI's and Voyage's embeddings. */
const ofSize: readonly Words[] = [
  /^Request payload size exceeds the limit/,
  /\bmaximum request size is \d+ tokens per request/,
  /\bmax allowed tokens per submitted batch/,
].map((pattern) => ({ statuses: refused, pattern, kind: 'too_large' }));

const ofContext: readonly Words[] = [
  // Anthropic (recording a1d9c059f3fb), Fireworks; Ollama (8ee4022afd6c).
  /\bprompt (?:is )?too long\b/i,
  // OpenAI, DeepSeek (b3c1f68d748d), OpenRouter (96f3f1abe0a6), vLLM, Mistral; xAI.
  /\bmaximum (?:context|prompt) length\b/,
  // Anthropic, OpenAI's responses, llama.cpp, Ollama, Cloudflare; MiniMax (2013).
  /\bexceed(?:s|ed)?\b.{0,60}\bcontext (?:window|size|length|limit)\b/i,
  /\bcontext (?:window|size|length|limit)\b.{0,30}\bexceed/i,
  // LM Studio; SGLang, vLLM.
  /\bgreater than the context length\b/,
  /\blonger than the (?:model's context|maximum model) length\b/,
  // Groq, Cerebras.
  /\breduce the length of the (?:messages|prompt|input)\b/,
  // Gemini, Vertex.
  /\binput token count\b.{0,40}\b(?:exceeds the maximum|supports up to)\b/i,
  // Bedrock; its Titan models; Cohere's first API.
  /\binput is too long\b/i,
  /\btoo many input tokens\b/i,
  /^too many tokens:/i,
  // Moonshot (platform.kimi.ai/docs/api/errors).
  /\bInput token length too long\b/,
  /\bexceeded model token limit\b/,
  // Text Generation Inference, and Together, which runs it.
  /`inputs` (?:tokens \+ `max_new_tokens` )?must (?:be <=|have less than) \d/,
  // DashScope, SiliconFlow, Volcengine, watsonx.
  /\bRange of input length should be\b/,
  /\bmust be less than (?:or equal to )?max_seq_len\b/,
  /\bTotal tokens of (?:image and )?text exceed max message tokens\b/,
  /\binput tokens \d+ cannot exceed the total tokens limit\b/,
  // Together documents a 403 for it (docs.together.ai/docs/error-codes).
].map((pattern) => ({ statuses: [...refused, 403], pattern, kind: 'context_length' }));

const known: readonly Words[] = [...ofAccount, ...ofContent, ...ofSize, ...ofContext];

/** The kind that a message tells that its vendor sends word for word, where no code tells it. */
export function kindOfWords(status: number, message: string): FailureKind | undefined {
  if (exceedsLimit(status, message)) return 'too_large';
  return known.find(({ statuses, pattern }) => statuses.includes(status) && pattern.test(message))
    ?.kind;
}

/**
 * True of a request for more tokens than a minute has, such as `Limit 30000, Requested 30601`: it can never
 * pass. Who only has to wait is told what is used, too. OpenAI's status is 429, Groq's 413.
 */
function exceedsLimit(status: number, message: string): boolean {
  if (status !== 429 && status !== 413) return false;
  const [, limit, requested] = /\bLimit (\d+), Requested (\d+)/.exec(message) ?? [];
  return Number(requested) > Number(limit);
}
