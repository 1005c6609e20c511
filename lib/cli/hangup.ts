import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** SIGHUP's bit in the masks of /proc. */
const hangupBit = 1n;

/**
 * Keeps SIGHUP ignored in a process that was started so, as by nohup. To be called first of all.
 * Node has by then put each ignored signal back to its default and does not tell, so signs must do.
 */
export function keepHangupIgnored(): void {
  if (isHangupIgnored()) return;
  if (isUnderNohup(process.env) || ignoresHangup(process.ppid) || hasStdinOfNohup()) {
    process.on('SIGHUP', ignore);
  }
}

export const isHangupIgnored = (): boolean => process.listeners('SIGHUP').includes(ignore);

function ignore(): void {}

/** Shells name the program that they start in `_`, and nohup becomes the program that it starts. */
export const isUnderNohup = (env: NodeJS.ProcessEnv): boolean =>
  basename(env['_'] ?? '') === 'nohup';

/** The parent, which a program has its ignored signals from: a script under nohup, or with `trap '' HUP`. */
export function ignoresHangup(pid: number): boolean {
  const [, mask = '0'] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readProc(`/proc/${pid}/status`)) ?? [];
  return (BigInt(`0x${mask}`) & hangupBit) !== 0n;
}

/** In place of a terminal GNU nohup gives a stdin that cannot be read: /dev/null, open for writing. */
function hasStdinOfNohup(): boolean {
  const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(readProc('/proc/self/fdinfo/0')) ?? [];
  const isWriteOnly = (Number.parseInt(flags, 8) & 0b11) === 1;
  return isWriteOnly && readlinkSync('/proc/self/fd/0') === '/dev/null';
}

/** Empty where there is no such file, as on systems other than Linux. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
