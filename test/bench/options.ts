import { parseArgs } from 'node:util';

const defaultRuns = '5';

/** @throws Error that says what is wrong */
export function readOptions<Name extends string>(
  args: string[],
  goals: readonly Name[],
): { runs: number; only: readonly Name[] } {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, runs: { type: 'string', default: defaultRuns } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs: ${values.runs} is no count`);
  const wanted = values.only?.split(',') ?? goals;
  const unknown = wanted.find((name) => !goals.some((goal) => goal === name));
  if (unknown === undefined) return { runs, only: goals.filter((goal) => wanted.includes(goal)) };
  throw new Error(`--only: there is no goal ${unknown}, expected some of ${goals.join(',')}`);
}
