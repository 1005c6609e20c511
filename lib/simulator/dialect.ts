import type { IncomingHttpHeaders } from 'node:http';
import type { Call } from './answer.ts';
import type { MannerName } from './manner.ts';
import type { RouteName } from './routes.ts';

/** By the names of the setting `dialect`; each has a manner of the same name. */
export const dialectNames = [
  'openai',
  'anthropic',
  'gemini',
  'azure',
  'bedrock',
  'cohere',
  'ollama',
] as const satisfies readonly MannerName[];

export type DialectName = (typeof dialectNames)[number];

/** What a request says beside its body. */
export interface Asked {
  /** As its path names it; '' where that is the body's matter. */
  model: string;
  /** What follows the question mark of the URL. */
  query: string;
  headers: IncomingHttpHeaders;
}

/** Reads the parsed JSON body of a model call. @throws Refusal where it is wrong. */
export type ReadCall = (body: unknown, asked: Asked) => Call;

/** A model call, or a page that is the same for all. */
export type Route =
  | { name: RouteName; read: ReadCall; model: string }
  | { name: RouteName; page: () => string };

/** A provider's format: its routes, how its requests are read and answers are written. */
export interface Dialect {
  /** Undefined where the provider has nothing at that path. */
  findRoute(method: string, path: string): Route | undefined;
  /** Checks what each model call must carry beside its body. @throws Refusal */
  admit?(asked: Asked): void;
}
