import type { Fault } from './faults.ts';
import type { ReplySource } from './reply.ts';

export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

/** A successful answer, ready to be sent: one JSON document or a stream in two parts. */
export type Answer = JsonAnswer | StreamAnswer;

export interface JsonAnswer {
  usage: Usage;
  json: string;
}

export interface StreamAnswer {
  usage: Usage;
  /** The events up to the last text. */
  opening: string;
  /** Finish, usage if asked for, and the end mark. */
  closing: string;
}

export interface AnswerContext extends ReplySource {
  seed: number;
  /** Only `empty` and `truncated` change what is answered; the others, how. */
  fault: Fault | undefined;
}

/** A model call whose body has been read. */
export interface Call {
  /** The most tokens that it may use: its prompt, and as many as it allows for the answer. */
  tokens: number;
  /** @throws Refusal where the requested schema is not supported. */
  answer(context: AnswerContext): Answer;
}

/** Reads the parsed JSON body of one route. @throws Refusal where it is wrong. */
export type ReadCall = (body: unknown) => Call;
