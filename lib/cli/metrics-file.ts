import { open, readFile, rename, rm } from 'node:fs/promises';
import { isInPlace } from '../io/same-file.ts';
import { codeOf, reasonOf } from '../io/system-error.ts';
import { lastSuccessName, type Metrics } from '../metrics.ts';
import type { Log } from './log.ts';
import { Periodic } from './periodic.ts';

const periodMs = 15_000;

/**
 * Keeps a file of metrics for node_exporter's textfile collector: whole at any time, and while the run
 * lasts never much older than 15 seconds. Failures are warnings.
 */
export class MetricsFile {
  readonly #path: string;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #periodic: Periodic;

  constructor(path: string, metrics: Metrics, log: Log) {
    this.#path = path;
    this.#metrics = metrics;
    this.#log = log;
    this.#periodic = new Periodic(() => this.#write(), periodMs);
  }

  /** Takes over when the pipeline last succeeded, and writes, so that a wrong path is told at once. */
  async begin(pipeline: string): Promise<void> {
    const before = await this.#readLastSuccess(pipeline);
    if (before !== undefined) this.#metrics.lastSuccess.set({ pipeline }, before);
    await this.#write();
  }

  /** Writes the last figures. */
  async end(): Promise<void> {
    await this.close();
    await this.#write();
  }

  close(): Promise<void> {
    return this.#periodic.stop();
  }

  /** From the file that the run before has left. */
  async #readLastSuccess(pipeline: string): Promise<number | undefined> {
    try {
      if (isInPlace(this.#path)) return undefined;
      const start = `${lastSuccessName}{pipeline=${JSON.stringify(pipeline)}} `;
      const lines = (await readFile(this.#path, 'utf8')).split('\n');
      const value = Number(lines.find((line) => line.startsWith(start))?.slice(start.length));
      return Number.isFinite(value) ? value : undefined;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.#warn('read', reasonOf(error));
      return undefined;
    }
  }

  async #write(): Promise<void> {
    try {
      // A device would be replaced by a file.
      if (isInPlace(this.#path)) this.#warn('write', 'is no regular file');
      else await replaceFile(this.#path, await this.#metrics.registry.metrics());
    } catch (error) {
      this.#warn('write', reasonOf(error));
    }
  }

  #warn(deed: string, reason: string): void {
    this.#log.warn(`cannot ${deed} the metrics file ${this.#path}: ${reason}`);
  }
}

/** Puts a whole file in place of another, so that no reader ever sees a part of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  // The collector reads what ends in `.prom`.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
