import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { createCallCore } from '../../lib/llm/core.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import type { Operation } from '../../lib/llm/handler.ts';
import type { AttemptEvent } from '../../lib/llm/meter-attempt.ts';
import { createMetrics } from '../../lib/metrics.ts';
import type { Usage } from '../../lib/usage.ts';
import { type Assembled, assemble } from './assemble.ts';
import { context, deployment, modelsOf } from './calls.ts';
import type { Recording } from './recordings.ts';
import type { Delivery, Replay } from './replay.ts';

/** What the call core makes of a recorded answer. */
export type Told = Answered | Failed;

export interface Answered {
  error: undefined;
  /** Of a chat, or a completion. */
  said: Assembled;
  /** The whole of a plain answer. */
  body: JsonObject | undefined;
  usage: Usage | undefined;
}

export interface Failed {
  error: AttemptEvent & { code: string | undefined };
}

/** How a recorded exchange is made again. */
export interface Replayed {
  vendor: string;
  operation: Operation;
  upstreamModel: string;
}

const bodies: Partial<Record<Operation, JsonObject>> = {
  chat: { messages: [{ role: 'user', content: 'Hello' }] },
  complete: { prompt: 'Hello' },
  embed: { input: ['Hello'] },
  rerank: { query: 'Hello', documents: ['a', 'b', 'c', 'd'] },
};

/** Enough for the adapters that need more than an address. */
const credentials: Partial<Deployment> = {
  apiKey: 'a-key',
  maxOutputTokens: 1_000,
  options: {
    api_version: '2025-04-01-preview',
    aws_access_key_id: 'AKIDEXAMPLE',
    aws_secret_access_key: 'secret',
    aws_region_name: 'us-east-1',
    vertex_project: 'project',
    vertex_location: 'us-central1',
  },
};

/** Sends one request through a whole call core to the replay of a recording. */
export async function callRecorded(
  replay: Replay,
  recording: Recording,
  { vendor, operation, upstreamModel }: Replayed,
  delivery: Delivery,
  timeoutMs?: number,
): Promise<Told> {
  const baseUrl = replay.urlOf(recording, delivery);
  const stop = new AbortController();
  let event: AttemptEvent | undefined;
  const core = createCallCore({
    models: {
      ...modelsOf(
        deployment({ ...credentials, provider: vendor, upstreamModel, baseUrl, timeoutMs }),
      ),
      retries: 0,
    },
    metrics: createMetrics(),
    pipeline: 'replay',
    env: {},
    onAttempt: (attempt) => {
      event = attempt;
      // What is waited for elsewhere, such as the end of a limit, ends here.
      if (attempt.kind) stop.abort();
    },
  });
  const body = { model: 'm', ...bodies[operation] };
  const { isStream: stream } = recording;
  try {
    const request = { operation, dialect: 'openai', model: 'm', stream, body } as const;
    const given = context({ signal: stop.signal, drain: stop.signal });
    const reply = await core.call(request, given);
    const said = await assemble(reply);
    const { usage } = await reply.done;
    return { error: undefined, said, body: reply.answer?.body, usage };
  } catch (error) {
    if (!(error instanceof UpstreamError) || !event?.kind) throw error;
    const code = error.kind === 'aborted' ? undefined : error.code;
    return { error: { ...event, code } };
  } finally {
    await core.close();
  }
}
