import type { JsonObject } from '../../lib/json.ts';
import {
  type Failure,
  isFailure,
  type Provider,
  type ProviderOperation,
} from '../../lib/providers/provider.ts';
import type { Usage } from '../../lib/usage.ts';
import { deployment } from './calls.ts';

/** What a provider makes of the events of one stream. */
export interface EventsRead {
  /** Without their heads. */
  chunks: JsonObject[];
  /** Of the first chunk. */
  head: JsonObject;
  usage: Usage | undefined;
  /** Of the event at which reading ended. */
  failure: Failure | undefined;
  isComplete: boolean;
}

/** Undefined stands for OpenAI's end mark. */
export function readEvents(
  provider: Provider,
  events: readonly (JsonObject | undefined)[],
  operation: ProviderOperation = 'chat',
): EventsRead {
  const reader = provider.openStream({ operation, body: {}, isStream: true }, deployment());
  const chunks: JsonObject[] = [];
  let usage: Usage | undefined;
  let failure: Failure | undefined;
  for (const json of events) {
    const reading = reader.read({ name: undefined, json });
    if (isFailure(reading)) {
      failure = reading;
      break;
    }
    chunks.push(...(reading.chunks ?? (json ? [json] : [])));
    usage = reading.usage ?? usage;
  }
  const ending = reader.end();
  chunks.push(...(ending ?? []));
  const [{ choices: _, ...head } = {}] = chunks;
  return {
    chunks: chunks.map(withoutHead),
    head,
    usage,
    failure,
    isComplete: ending !== undefined,
  };
}

const withoutHead = ({
  id: _id,
  object: _object,
  created: _created,
  model: _model,
  ...chunk
}: JsonObject): JsonObject => chunk;
