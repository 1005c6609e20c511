/** Long enough for calls that take seconds, short enough to follow a change. */
const windowMs = 30_000;

interface Sample {
  at: number;
  count: number;
}

/** How fast a count has grown over the last half minute; times are in milliseconds. */
export class RecentRate {
  /** The first is the newest that is at least as old as the window, if there is one. */
  readonly #samples: Sample[];

  constructor(startedAt: number) {
    this.#samples = [{ at: startedAt, count: 0 }];
  }

  note(at: number, count: number): void {
    this.#samples.push({ at, count });
    this.#forget(at);
  }

  /** Per second. */
  at(now: number, count: number): number {
    this.#forget(now);
    const [oldest] = this.#samples;
    if (!oldest || now <= oldest.at) return 0;
    return ((count - oldest.count) / (now - oldest.at)) * 1_000;
  }

  #forget(now: number): void {
    while ((this.#samples[1]?.at ?? now) <= now - windowMs) this.#samples.shift();
  }
}
