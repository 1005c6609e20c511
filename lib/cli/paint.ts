import { styleText } from 'node:util';

export type Colour = 'red' | 'yellow';

/** Gives a text its colour, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

interface PaintOptions {
  env: NodeJS.ProcessEnv;
  /** False: the user wants none. */
  color: boolean;
}

/** Colours only for a terminal that knows them, and a user who has not said no. */
export function createPaint(stream: { isTTY?: boolean }, { env, color }: PaintOptions): Paint {
  const hasColours = stream.isTTY && color && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  // The stream has been looked at above; FORCE_COLOR would outweigh NO_COLOR.
  return hasColours
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_colour, text) => text;
}
