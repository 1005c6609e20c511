import type { FailureKind } from '../errors.ts';
import type { JsonObject } from '../json.ts';

/** Where and as whom an attempt is made. */
export interface Target {
  baseUrl: string;
  apiKey: string | undefined;
  upstreamModel: string;
}

/** An operation of OpenAI's API, the shape in which requests reach a provider. */
export type ProviderOperation = 'chat' | 'complete' | 'embed' | 'rerank' | 'countTokens';

export interface HttpRequest {
  /** The target's. */
  baseUrl: string;
  /** What follows it, such as `/chat/completions`. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Why an answer is a failure, as read from its status, headers and body. */
export interface Failure {
  kind: FailureKind;
  message: string;
  code?: string | undefined;
  retryAfterMs?: number | undefined;
  /** Which limit a 429 is about. */
  exhausted?: 'requests' | 'tokens' | undefined;
  /** Set where the provider says whether the same request may pass, whatever its kind says. */
  isRetryable?: boolean | undefined;
}

/** What one chunk, or a whole plain answer, says beyond its bytes. */
export interface ChunkFacts {
  /** It carries text, a tool call or another result. */
  hasOutput: boolean;
  /** After it nothing more than usage is to come. */
  isTerminal: boolean;
  usage: ProviderUsage | undefined;
}

export interface ProviderUsage {
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
}

/** A wire format: pure mappings both ways, without any network. */
export interface Provider {
  /** Undefined where the provider does not offer the operation. */
  request(
    operation: ProviderOperation,
    body: JsonObject,
    isStream: boolean,
    target: Target,
  ): HttpRequest | undefined;
  /** What a plain answer of status 200 says; a Failure when it is not the API's answer. */
  readAnswer(operation: ProviderOperation, body: unknown): ChunkFacts | Failure;
  /** What an event of a stream says; a Failure for an error inside the stream. */
  readChunk(body: unknown): ChunkFacts | Failure;
  /** What an answer with another status means. */
  readFailure(status: number, headers: ResponseHeaders, body: string): Failure;
}

export const isFailure = (facts: ChunkFacts | Failure): facts is Failure => 'kind' in facts;
