import type { UpstreamError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import type { Deployment } from './deployment.ts';
import type { Limiter } from './limiter.ts';

export type Operation = 'chat' | 'complete' | 'embed' | 'rerank' | 'countTokens';

/** The wire format in which a body is written. */
export type Dialect = 'openai';

/** One request as its sender wrote it; only model, credentials and stream options may change on the way. */
export interface Request {
  operation: Operation;
  dialect: Dialect;
  /** A `model_name` of the configuration. */
  model: string;
  stream: boolean;
  body: JsonObject;
}

/** One event of a stream, or the whole body of a plain answer. */
export interface Chunk {
  bytes: Buffer;
  /** The event's JSON, parsed when first asked for; undefined for an event without any, such as `[DONE]`. */
  json(): JsonValue | undefined;
}

/** How a reply ended; the usage is known where the provider told it. */
export interface Outcome {
  error: UpstreamError | undefined;
  usage: Usage | undefined;
}

/** Who answered; may differ from who was asked. */
export type Source = {
  model: string;
  deployment: string;
};

/**
 * An answer under way. `chunks` holds the events of one socket read each and can be read once; it throws
 * the UpstreamError that `done` tells. `done` settles exactly once, on end, error or abort, and never rejects:
 * whatever a middleware holds, it gives back then.
 */
export interface Reply {
  status: number;
  source: Source;
  /** The whole answer, where it came as one; `chunks` then holds the same. */
  answer: Answer | undefined;
  chunks: AsyncIterable<readonly Chunk[]>;
  /** What `done` resolves with, for an answer that came as a whole: such a reply has ended. */
  outcome: Outcome | undefined;
  done: Promise<Outcome>;
}

/** How a call ended: with its reply, or with what was thrown instead of one. */
export interface CallEnd {
  reply: Reply | undefined;
  error: unknown;
  usage: Usage | undefined;
}

/**
 * Runs an action once at the end of a call, which for an answer that came as a whole is before its caller
 * has it. Written without `async`, which allocates more, in every layer of every call.
 */
export function watchEnd(calling: Promise<Reply>, onEnd: (end: CallEnd) => void): Promise<Reply> {
  return calling.then(
    (reply) => {
      const tell = ({ error, usage }: Outcome) => onEnd({ reply, error, usage });
      if (reply.outcome) tell(reply.outcome);
      else void reply.done.then(tell);
      return reply;
    },
    (error) => {
      onEnd({ reply: undefined, error, usage: undefined });
      throw error;
    },
  );
}

/** Why a caller refuses an answer's content. */
export type AnswerFault = {
  kind: 'invalid_json' | 'schema_mismatch';
  /** For the model, to mend its answer. */
  message: string;
};

/** What the pipe asks of an answer beyond having arrived; the gateway asks nothing. */
export interface AnswerPolicy {
  /** Undefined: it is good. */
  validate(text: string): AnswerFault | undefined;
  /** Re-asks after an invalid answer. */
  reasks: number;
  onEmpty: 'fail' | 'accept';
  onTruncated: 'fail' | 'accept' | 'raise';
}

/** Facts of one call, filled by the layers as it goes on; for receipts, dead letters and records. */
export interface CallTrace {
  /** HTTP attempts so far, without those that an outage took. */
  attempts: number;
  /** In 1e-12 USD, so far over all attempts; undefined while no price is known. */
  cost: bigint | undefined;
  usage: Usage | undefined;
}

export const newTrace = (): CallTrace => ({ attempts: 0, cost: undefined, usage: undefined });

/** A paid answer as it is kept: the body in the request's dialect, and who gave it. */
export type Answer = {
  body: JsonObject;
  source: Source;
};

/** Gives the answer that an earlier run has paid for under this key, or makes the call. */
export type Once = (key: string, call: () => Promise<Answer>) => Promise<Answer>;

export interface CallContext {
  signal: AbortSignal;
  /** Ends a wait for an outage's end; aborted too whenever `signal` is. */
  drain: AbortSignal;
  /** The stage's label, or the gateway's route. */
  stage: string;
  /** Models to try after the request's own; undefined: as configured. */
  fallbacks: readonly string[] | undefined;
  /** The caller's own limits, beside those of the deployment; taken in this order. */
  limiters: readonly Limiter[];
  policy: AnswerPolicy | undefined;
  once: Once;
  trace: CallTrace;
}

/** The context of one attempt, below `route`. */
export interface AttemptContext extends CallContext {
  deployment: Deployment;
}

/** Answers a request. Never throws at once, but by its promise. @throws UpstreamError */
export type Handler<C extends CallContext = CallContext> = (
  request: Request,
  context: C,
) => Promise<Reply>;

/** Wraps a handler with one concern. */
export type Middleware<C extends CallContext = CallContext> = (next: Handler<C>) => Handler<C>;

/** The first middleware is the outermost. */
export function compose<C extends CallContext>(
  middleware: readonly Middleware<C>[],
  handler: Handler<C>,
): Handler<C> {
  return middleware.reduceRight((next, wrap) => wrap(next), handler);
}
