import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPrograms } from '../bench/build.ts';
import { soakReader } from './resting-reader.ts';
import { soakSize } from './size.ts';
import { soakSlowCalls } from './slow-calls.ts';
import type { Finding, Soak } from './soak.ts';

// node test/soak/run.ts [--only PROOF,...]
// Long runs against a mock upstream: what must not grow, must not be lost, must stop. Ends with 1 if a bound is
// broken. Needs Linux, gcc, about 20 minutes and 6 GB for the files in .soak/, which git ignores.

const proofs: Readonly<Record<string, (soak: Soak) => Promise<Finding[]>>> = {
  jsonl: soakSize('jsonl'),
  array: soakSize('array'),
  reader: soakReader,
  slow: soakSlowCalls,
};

const interrupted = 130;
const folder = resolve(import.meta.dirname, '../../.soak');
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only?.split(',') ?? Object.keys(proofs);

try {
  const findings = await proveAll();
  process.exitCode = findings.every(({ isMet }) => isMet) ? 0 : 1;
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = interrupted;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function proveAll(): Promise<Finding[]> {
  rmSync(folder, { recursive: true, force: true });
  const data = join(folder, 'data');
  const programs = join(folder, 'dist');
  mkdirSync(data, { recursive: true });
  buildPrograms(programs);
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  const soak = { programs, data, signal: stop.signal, tell: (text: string) => console.error(text) };
  const findings: Finding[] = [];
  for (const name of names) {
    const prove = proofs[name];
    if (!prove) throw new Error(`--only: there is no proof ${name}`);
    for (const finding of await prove(soak)) {
      findings.push(finding);
      const { what, found, bound, isMet } = finding;
      console.log(`${isMet ? 'met   ' : 'BROKEN'}  ${what}: ${found} (${bound})`);
    }
  }
  return findings;
}
