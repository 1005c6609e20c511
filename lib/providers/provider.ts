import type { FailureKind } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Usage } from '../usage.ts';

/** Where and as whom an attempt is made. */
export interface Target {
  /** Up to and without the operation's path. */
  baseUrl: string;
  apiKey: string | undefined;
  /** The model's name at the provider. */
  upstreamModel: string;
  /** The provider's own settings by LiteLLM's names, such as `api_version`. */
  options: Readonly<Record<string, string>>;
  /** The most tokens that the model writes, where it is known: Anthropic must be told one. */
  maxOutputTokens: number | undefined;
}

/** An operation of OpenAI's API, the shape in which requests reach a provider. */
export type ProviderOperation = 'chat' | 'complete' | 'embed' | 'rerank' | 'countTokens';

/** One request in OpenAI's shape. */
export interface ProviderCall {
  operation: ProviderOperation;
  body: JsonObject;
  isStream: boolean;
}

export interface ProviderRequest {
  /** The target's. */
  baseUrl: string;
  /** What follows it, such as `/chat/completions`. */
  path: string;
  headers: Record<string, string>;
  body: JsonObject;
}

/** As it goes out. */
export interface HttpRequest extends Omit<ProviderRequest, 'body'> {
  body: string;
}

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Why an answer is a failure, as read from its status, headers and body. */
export interface Failure {
  kind: FailureKind;
  /** In one line, of any length: it is cut once the secrets in it are hidden. */
  message: string;
  code?: string | undefined;
  retryAfterMs?: number | undefined;
  /** Which limit a 429 is about. */
  exhausted?: 'requests' | 'tokens' | undefined;
  /** Set where the provider says whether the same request may pass, whatever its kind says. */
  isRetryable?: boolean | undefined;
}

/** A whole answer in OpenAI's shape. */
export interface AnswerReading {
  /** The very object that was read where it needs no change. */
  body: JsonObject;
  usage: Usage | undefined;
}

/** What one event of a stream says. */
export interface StreamReading {
  /** OpenAI's chunks that stand for it, maybe none; undefined: it is one itself, as it came. */
  chunks: readonly JsonObject[] | undefined;
  /** The usage so far, where the event tells it. */
  usage: Usage | undefined;
}

/** One event: of an SSE stream, a line, an element of an array, or a frame of an event stream. */
export interface StreamEvent {
  /** What SSE calls `event`, and AWS `:event-type`. */
  name: string | undefined;
  /** Undefined: OpenAI's `[DONE]`. */
  json: JsonObject | undefined;
}

/** Reads the events of one streamed answer, in their order. */
export interface StreamReader {
  /** A Failure for an error inside the stream. */
  read(event: StreamEvent): StreamReading | Failure;
  /** After the last event: the chunks still to be said; undefined: the terminal marker has not come. */
  end(): readonly JsonObject[] | undefined;
}

/** How a stream of bytes is cut into events. */
export type Framing = 'sse' | 'lines' | 'aws';

/** A setting of a provider's own among `litellm_params`. */
export interface ProviderOption {
  /** The environment variables that stand in for it; the first that is set wins. */
  variables: readonly string[];
  /** Must not be told in logs. */
  isSecret?: true;
  /** The option that it is a part of: beside one that is given, no variable stands in. */
  partOf?: string;
}

/** A wire format: pure mappings both ways, without any network. */
export interface Provider {
  framing: Framing;
  /** Its answers hold the arguments of tools as values, whose digits must survive. */
  exactNumbers?: true;
  /** What it reads from `litellm_params` beside the key and the address, by LiteLLM's names. */
  options?: Readonly<Record<string, ProviderOption>>;
  /** The address where the configuration gives none and the vendor has no fixed one; undefined: unknown. */
  addressOf?(options: Readonly<Record<string, string>>, upstreamModel: string): string | undefined;
  /** What is missing in a target, such as `aws_region_name`; told when the configuration is read. */
  findMissing?(target: Target): string | undefined;
  /**
   * OpenAI's request in the provider's words.
   * @throws UnsupportedParameter, UpstreamError `bad_request`
   */
  request(call: ProviderCall, target: Target): ProviderRequest;
  /** Adds credentials that take a signature or a token of their own. @throws UpstreamError `auth` */
  authorize?(request: HttpRequest, target: Target): Promise<HttpRequest>;
  /** What a plain answer with a status of success says; a Failure when it is not the API's answer. */
  readAnswer(
    call: ProviderCall,
    body: JsonObject,
    target: Target,
    headers: ResponseHeaders,
  ): AnswerReading | Failure;
  openStream(call: ProviderCall, target: Target): StreamReader;
  /** What an answer with another status means. */
  readFailure(status: number, headers: ResponseHeaders, body: string): Failure;
}

export const isFailure = (facts: object): facts is Failure => 'kind' in facts;

/** A Failure of what should be an answer. */
export const notTheApi = (message: string): Failure => ({
  kind: 'server_error',
  message: `the answer is not the API's: ${message}`,
  code: 'unexpected_body',
});
