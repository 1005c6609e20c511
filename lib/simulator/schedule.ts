import type { Fault } from './faults.ts';
import type { Random } from './random.ts';
import type { SimulatorSettings } from './settings.ts';

type Schedule = SimulatorSettings['schedule'];

/** From its start to before its end, in milliseconds since the simulator's start. */
export interface Span {
  startMs: number;
  endMs: number;
}

export interface PlannedFault extends Span {
  fault: Fault;
  rate: number;
}

/** What is scheduled for single requests, in the order of the settings. */
export const planFaults = (schedule: Schedule): PlannedFault[] =>
  schedule.flatMap(({ fault, rate, ...times }) =>
    fault === 'refuse' ? [] : [{ fault, rate, ...spanOf(times) }],
  );

/** The first of those planned for now that the draws let happen. */
export const pickPlanned = (
  planned: readonly PlannedFault[],
  nowMs: number,
  random: Random,
): Fault | undefined =>
  planned.find(({ startMs, endMs, rate }) => startMs <= nowMs && nowMs < endMs && random() < rate)
    ?.fault;

/** When no connection is taken, in order; what overlaps or touches is one outage. */
export function planOutages(schedule: Schedule): Span[] {
  const spans = schedule.filter(({ fault }) => fault === 'refuse').map(spanOf);
  const outages: Span[] = [];
  for (const span of spans.sort((a, b) => a.startMs - b.startMs)) {
    const last = outages.at(-1);
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs);
    else outages.push(span);
  }
  return outages;
}

const spanOf = ({ at, for: lengthMs }: Pick<Schedule[number], 'at' | 'for'>): Span => ({
  startMs: at,
  endMs: at + lengthMs,
});
