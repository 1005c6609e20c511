/** Why a record or a call failed: one list for metrics, logs and the dead letter. */
export const failureKinds = [
  'rate_limited',
  'quota_exceeded',
  'overloaded',
  'timeout',
  'network',
  'server_error',
  'auth',
  'bad_request',
  'context_length',
  'content_filter',
  'empty_output',
  'invalid_json',
  'schema_mismatch',
  'truncated',
  'template',
  'input_parse',
  'too_large',
  'budget',
  'aborted',
  'internal',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** Base of every error that llm-pipe raises on purpose; `code` is stable, the message is for people. */
export class LlmPipeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** One fault in a file that the user wrote; `line` and `column` count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
}

export const formatProblem = ({ file, line, column, message }: Problem): string =>
  `${file}:${line}:${column}: ${message}`;

/** The user's files are wrong: every problem is reported, nothing was sent (exit 2). */
export class ConfigError extends LlmPipeError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('config', problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** The command line asks for something that cannot be done (exit 2). */
export class UsageError extends LlmPipeError {
  constructor(message: string, options?: ErrorOptions) {
    super('usage', message, options);
  }
}

/** The run cannot go on, but may be taken up again later (exit 3). */
export class StopError extends LlmPipeError {
  constructor(message: string, options?: ErrorOptions) {
    super('stopped', message, options);
  }
}

/** A record that cannot be processed; it goes to the dead letter with these facts. */
export class RecordError extends LlmPipeError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions & { code?: string }) {
    super(options?.code ?? kind, message, options);
    this.kind = kind;
  }
}

export interface UpstreamFacts {
  /** The provider's own code if it gave one, else ours, such as `stream_incomplete`. */
  code?: string | undefined;
  /** HTTP status, absent where no answer came. */
  status?: number | undefined;
  /** How long the provider asked to wait. */
  retryAfterMs?: number | undefined;
  /** Which limit a 429 is about, where the provider told. */
  exhausted?: 'requests' | 'tokens' | undefined;
  /** Set where the provider says whether the same request may pass, whatever its kind says. */
  isRetryable?: boolean | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  cause?: unknown;
}

/** An upstream did not give a usable answer. */
export class UpstreamError extends RecordError {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly exhausted: 'requests' | 'tokens' | undefined;
  readonly isRetryable: boolean | undefined;
  readonly provider: string | undefined;
  readonly model: string | undefined;

  constructor(kind: FailureKind, message: string, facts: UpstreamFacts = {}) {
    super(kind, message, { cause: facts.cause, ...(facts.code ? { code: facts.code } : {}) });
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.exhausted = facts.exhausted;
    this.isRetryable = facts.isRetryable;
    this.provider = facts.provider;
    this.model = facts.model;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A wait or a call that its caller gave up; `reason` is that of the AbortSignal. */
export const callAborted = (reason: unknown): UpstreamError =>
  new UpstreamError('aborted', 'the call was aborted', { cause: reason });
