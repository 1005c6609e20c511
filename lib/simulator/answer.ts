import type { HttpHeaders } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { ReplySource } from './reply.ts';

export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

/** A successful answer, ready to be sent. */
export interface Answer {
  usage: Usage;
  /** Of this answer, beside those about limits. */
  headers?: HttpHeaders;
  reply: Reply;
}

/** One JSON document, or a stream in two parts. */
export type Reply = string | Stream;

export interface Stream {
  contentType: string;
  /** The events up to the last text. */
  opening: Piece;
  /** Finish, usage if asked for, and the end mark. */
  closing: Piece;
  /** Tells of an error in the place of `closing`, given the body that tells it elsewhere. */
  failing(errorBody: string, message: string): Piece;
}

/** Buffers where a format is not text. */
export type Piece = string | Buffer;

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
