import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { takeSkipped } from '../support/needs.ts';
import type { Tally } from './tally.ts';

/** What uvu queues for a suite; `errors` is its formatted text, or true where it has none. */
type RunSuite = () => Promise<
  [errors: string | true, passed: number, leftOut: number, total: number]
>;

const dropped =
  'a hook threw, or a test threw what is not an Error; the rest of its suite did not run';

/** Runs the suites of one test file in their order and counts the outcome; never rejects. */
export async function runFile(file: string, tally: Tally): Promise<void> {
  try {
    const suites = await loadSuites(file);
    if (suites.length === 0) tally.fail(file, 'it has no suite; is the closing .run() missing?');
    if (takeSkipped().length > 0) tally.fail(file, 'needs() was called outside a test');
    for (const runSuite of suites) count(file, await runSuite(), tally);
  } catch (error) {
    tally.fail(file, 'it threw outside its tests', { details: inspect(error) });
  }
}

async function loadSuites(file: string): Promise<readonly RunSuite[]> {
  const suites: RunSuite[] = [];
  Object.assign(globalThis, { UVU_DEFER: true, UVU_QUEUE: [suites] });
  await import(pathToFileURL(file).href);
  suites.push = refuseSuite;
  return suites;
}

/** A suite that comes after the import might be lost, so it ends the run. */
function refuseSuite(): never {
  throw new Error('.run() was called after the import of its file');
}

function count(file: string, outcome: Awaited<ReturnType<RunSuite>>, tally: Tally): void {
  const [errors, passed, leftOut, total] = outcome;
  const skipped = takeSkipped();
  tally.passed += passed - skipped.length;
  tally.skip(skipped);
  if (total === 0) tally.fail(file, 'a suite has no tests');
  if (leftOut > 0) {
    tally.fail(file, `${leftOut} left out by .skip or .only`, { count: leftOut });
  }
  if (passed < total) {
    const [reason, details] = errors === true ? [dropped, ''] : ['failed', errors];
    const failed = total - passed;
    tally.fail(file, `${failed} of ${total} ${reason}`, { count: failed, details });
  }
}
