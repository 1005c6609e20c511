/** All faults by the names that settings and statistics use. */
export const faultNames = [
  '429',
  '500',
  'hang',
  'reset',
  'empty',
  'truncated',
  'malformed',
] as const;

export type Fault = (typeof faultNames)[number];
export type FaultRates = Readonly<Record<Fault, number>>;

/** The fault whose share of the interval 0..1 holds `draw`, if any does; shares lie in table order. */
export function pickFault(rates: FaultRates, draw: number): Fault | undefined {
  let end = 0;
  return faultNames.find((name) => {
    end += rates[name];
    return draw < end;
  });
}
