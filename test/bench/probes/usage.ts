// Preloaded into a measured program: writes what the whole process has used to the file USAGE_FILE, at its end.
import { writeFileSync } from 'node:fs';

const { USAGE_FILE = '' } = process.env;
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMicros: userCPUTime + systemCPUTime, peakMemoryKiB: maxRSS };
  writeFileSync(USAGE_FILE, JSON.stringify(usage));
});
