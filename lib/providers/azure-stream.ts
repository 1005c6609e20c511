import type { JsonObject } from '../json.ts';
import {
  type Failure,
  isFailure,
  type StreamEvent,
  type StreamReader,
  type StreamReading,
} from './provider.ts';

/**
 * Reads OpenAI's chunks as Azure streams them: the first one has no choices, no id and no model, just the
 * findings of the filter of prompts (recording 76f98d2fb982). They go on with the chunk after it, so that
 * clients meet no chunk that OpenAI would not send.
 */
export class AzureStream implements StreamReader {
  readonly #stream: StreamReader;
  #findings: JsonObject | undefined;
  #isMarked = false;

  constructor(stream: StreamReader) {
    this.#stream = stream;
  }

  read(event: StreamEvent): StreamReading | Failure {
    const { json } = event;
    this.#isMarked ||= !json;
    if (json && isPreface(json)) {
      this.#findings = { prompt_filter_results: json['prompt_filter_results'] ?? null };
      return { chunks: [], usage: undefined };
    }
    const reading = this.#stream.read(event);
    if (!json || !this.#findings || isFailure(reading)) return reading;
    const [first = json, ...others] = reading.chunks ?? [];
    const chunks = [{ ...first, ...this.#findings }, ...others];
    this.#findings = undefined;
    return { ...reading, chunks };
  }

  /** Azure always sends `[DONE]`, also where it tells no usage. */
  end(): readonly JsonObject[] | undefined {
    return this.#isMarked ? this.#stream.end() : undefined;
  }
}

const isPreface = ({ id, choices }: JsonObject): boolean =>
  id === '' && Array.isArray(choices) && choices.length === 0;
