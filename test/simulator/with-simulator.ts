import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { type Simulator, startSimulator } from '../../lib/simulator/server.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';

export type Input = z.input<typeof simulatorSchema>;

interface Running extends Simulator {
  post(
    path: string,
    body: unknown,
    more?: Pick<RequestInit, 'signal' | 'headers'>,
  ): Promise<Response>;
}

/** Runs `use` against a simulator on a free port, which is closed afterwards. */
export async function withSimulator(
  input: Input,
  use: (simulator: Running) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator(simulatorSchema.parse(input));
  try {
    await use({
      ...simulator,
      post: (path, body, more) => post(simulator.url + path, body, more),
    });
  } finally {
    await simulator.close();
  }
}

const post = (url: string, body: unknown, more: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });

/** The body of an answer, for tests to look into. */
export const readJson = async (response: Response) => JSON.parse(await response.text());

/** A chat request with one user message. */
export const chat = (text: string, more: object = {}) => ({
  model: 'any',
  messages: [{ role: 'user', content: text }],
  ...more,
});

/** Lets other work go on until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
