import { formatReport } from './format-status.ts';
import type { Log } from './log.ts';
import type { RunObserver } from './run-observer.ts';

/**
 * Tells how a run stands whenever SIGUSR1 comes, also when quiet. Returns how to end it. With a listener
 * Node starts no inspector; without one the signal would.
 */
export function answerStatusSignal(pipeline: string, observer: RunObserver, log: Log): () => void {
  const answer = (): void => {
    const status = observer.read();
    log.notice(formatReport(pipeline, status), { event: 'status', ...status });
  };
  process.on('SIGUSR1', answer);
  return () => process.off('SIGUSR1', answer);
}
