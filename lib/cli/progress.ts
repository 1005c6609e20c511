import { formatStatus, statusParts } from './format-status.ts';
import type { Log } from './log.ts';
import type { RunObserver } from './run-observer.ts';
import type { StatusLine } from './status-line.ts';

/** At most five times a second, so that it can be read. */
const framePeriodMs = 200;
const linePeriodMs = 30_000;

/** Shows how a run stands: a line redrawn on a terminal, elsewhere one now and then. Returns how to end it. */
export function showProgress(log: Log, observer: RunObserver): () => void {
  const { statusLine } = log;
  return statusLine ? animate(statusLine, observer) : tellAtTimes(log, observer);
}

function animate(statusLine: StatusLine, observer: RunObserver): () => void {
  const draw = () => statusLine.show(statusParts(observer.read()));
  draw();
  const timer = setInterval(draw, framePeriodMs).unref();
  return () => {
    clearInterval(timer);
    statusLine.remove();
  };
}

function tellAtTimes(log: Log, observer: RunObserver): () => void {
  const timer = setInterval(() => {
    const status = observer.read();
    log.info(`llm-pipe: ${formatStatus(status)}`, { event: 'status', ...status });
  }, linePeriodMs).unref();
  return () => clearInterval(timer);
}
