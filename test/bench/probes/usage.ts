// Preloaded into a measured program: writes what the process has used to the file USAGE_FILE, at its end.
import { fstatSync, writeFileSync } from 'node:fs';

/** Enough to load the program and to compile what is used for every record. */
const warmUpMs = 2_000;

const { USAGE_FILE = '' } = process.env;
const stdout = 1;

function used() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    seconds: performance.now() / 1_000,
    cpuMicros: userCPUTime + systemCPUTime,
    outputBytes: fstatSync(stdout).size,
  };
}

let warm = { seconds: 0, cpuMicros: 0, outputBytes: 0 };
setTimeout(() => {
  warm = used();
}, warmUpMs).unref();

process.on('exit', () => {
  const end = used();
  const usage = {
    wholeCpuMicros: end.cpuMicros,
    warmCpuMicros: end.cpuMicros - warm.cpuMicros,
    warmSeconds: end.seconds - warm.seconds,
    warmShare: end.outputBytes === 0 ? 1 : 1 - warm.outputBytes / end.outputBytes,
    peakMemoryKiB: process.resourceUsage().maxRSS,
  };
  writeFileSync(USAGE_FILE, JSON.stringify(usage));
});
