/**
 * OpenAI's spelling of milliseconds: `0s`, `12ms`, `1.5s`, `1m13.588s`, `2h0m0s` (recordings 29643ae6a9ee,
 * 461a380fb07f), to a nanosecond where they are not whole.
 */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 1_000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Number(((ms % 60_000) / 1_000).toFixed(9));
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
