interface Down {
  models: readonly string[];
  reason: string;
  nextTryMs: number;
}

/** That all models of a call are down. */
export const describeDown = ({ models, reason, nextTryMs }: Down, maxMs: number): string =>
  `${subject(models)} down (${reason}); waiting, next try in ${roughly(nextTryMs)}, at most ${roughly(maxMs)}`;

/** That one of them answers again. */
export const describeUp = (models: readonly string[], durationMs: number): string =>
  `${models.join(' or ')} answers again after ${roughly(durationMs)}`;

const subject = (models: readonly string[]): string =>
  models.length === 1 ? `${models[0]} is` : `${models.join(' and ')} are`;

/** A time in its largest unit, such as `8 s` or `1.5 h`. */
function roughly(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${Math.max(1, seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
