import { UpstreamError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Metrics } from '../metrics.ts';
import { toUsd } from '../usd.ts';
import { type Completion, readAnswer, readCompletion } from './answer.ts';
import type {
  Answer,
  AnswerPolicy,
  CallContext,
  Handler,
  Middleware,
  Reply,
  Request,
  Source,
} from './handler.ts';
import { PlainReply } from './plain-reply.ts';

/** An empty answer is asked for once more. */
const emptyRetries = 1;
/** `max_tokens` is doubled at most this often. */
const maxRaises = 4;
const limitNames = ['max_completion_tokens', 'max_tokens'] as const;

type FaultKind =
  | 'empty_output'
  | 'truncated'
  | 'content_filter'
  | 'invalid_json'
  | 'schema_mismatch';
interface Fault {
  kind: FaultKind;
  message: string;
}

const reasons: Record<FaultKind, string> = {
  empty_output: 'empty',
  truncated: 'truncated',
  content_filter: 'refusal',
  invalid_json: 'json',
  schema_mismatch: 'schema',
};

/**
 * Reads the answer and judges it by the caller's policy; asks again where that can help. Written without
 * `async`, as `watchEnd` is.
 */
export function check(
  metrics: Metrics,
  pipeline: string,
  providerOf: (deployment: string) => string,
): Middleware {
  /** An answer that an earlier run has paid for costs nothing now. */
  function count({ kind }: Fault, stage: string, { deployment, model }: Source, cost: bigint) {
    metrics.outputInvalid.inc({ pipeline, stage, reason: reasons[kind] });
    const provider = providerOf(deployment);
    if (cost > 0n) metrics.wastedCost.inc({ provider, model, kind }, toUsd(cost));
  }

  return (next) => (request, context) => {
    const { policy, stage, trace } = context;
    if (!policy) return next(request, context);
    const asks = new Asks(policy);
    const askFor = (asked: Request): Promise<Reply> => {
      const { cost: spent = 0n } = trace;
      return ask(next, asked, context, asks.next()).then((answer) => {
        const completion = readCompletion(answer);
        const fault = judge(completion, policy);
        if (!fault) return new PlainReply(answer);
        count(fault, stage, answer.source, (trace.cost ?? 0n) - spent);
        const body = asks.mend(asked.body, completion, fault);
        if (body) return askFor({ ...asked, body });
        throw refused(fault, answer);
      });
    };
    return askFor(request);
  };
}

function ask(
  next: Handler,
  request: Request,
  context: CallContext,
  ordinal: number,
): Promise<Answer> {
  return context.once(`${request.model}/${ordinal}`, () => next(request, context).then(readAnswer));
}

function judge(completion: Completion, policy: AnswerPolicy): Fault | undefined {
  const { finishReason, refusal, text, hasToolCalls } = completion;
  if (refusal || finishReason === 'content_filter') {
    return { kind: 'content_filter', message: refusal ?? 'the answer was filtered' };
  }
  if (finishReason === 'length' && policy.onTruncated !== 'accept') {
    return { kind: 'truncated', message: 'the answer was cut off at the limit of its tokens' };
  }
  if (text.trim() === '' && !hasToolCalls) {
    return policy.onEmpty === 'accept'
      ? undefined
      : { kind: 'empty_output', message: 'the answer is empty' };
  }
  return policy.validate(text);
}

/** How often this call has been asked again, and why. */
class Asks {
  readonly #policy: AnswerPolicy;
  #asked = 0;
  #empties = 0;
  #raises = 0;
  #reasks = 0;

  constructor(policy: AnswerPolicy) {
    this.#policy = policy;
  }

  /** The ordinal of the next ask. */
  next(): number {
    this.#asked += 1;
    return this.#asked - 1;
  }

  /** The body to ask again with; undefined when asking again is of no use. */
  mend(body: JsonObject, completion: Completion, { kind, message }: Fault): JsonObject | undefined {
    if (kind === 'content_filter') return undefined;
    if (kind === 'empty_output') {
      this.#empties += 1;
      return this.#empties <= emptyRetries ? body : undefined;
    }
    if (kind === 'truncated') {
      this.#raises += 1;
      const mayRaise = this.#policy.onTruncated === 'raise' && this.#raises <= maxRaises;
      return mayRaise ? raiseLimit(body) : undefined;
    }
    this.#reasks += 1;
    return this.#reasks <= this.#policy.reasks
      ? withComplaint(body, completion, message)
      : undefined;
  }
}

/** Never the same request: without a limit of the user's there is nothing to raise. */
function raiseLimit(body: JsonObject): JsonObject | undefined {
  const name = limitNames.find((candidate) => typeof body[candidate] === 'number');
  return name && { ...body, [name]: Number(body[name]) * 2 };
}

function withComplaint(
  body: JsonObject,
  { text }: Completion,
  message: string,
): JsonObject | undefined {
  const { messages } = body;
  if (!Array.isArray(messages)) return undefined;
  const complaint = `Your answer was not accepted: ${message}. Answer again, with the corrected answer only.`;
  return {
    ...body,
    messages: [
      ...messages,
      { role: 'assistant', content: text },
      { role: 'user', content: complaint },
    ],
  };
}

function refused({ kind, message }: Fault, { source }: Answer): UpstreamError {
  return new UpstreamError(kind, message, { model: source.model });
}
