import type { InputFormat } from '../io/sniff-format.ts';
import type { HaltCondition } from '../pipeline/halt.ts';
import type { ListenAddress } from './listen-address.ts';
import type { LogFormat, LogLevel } from './log.ts';

/** The command line of the pipe, as used; the program makes it from what was typed. */
export interface RunOptions {
  pipeline: string;
  input: readonly string[];
  format: InputFormat | 'auto' | undefined;
  path: string | undefined;
  output: string | undefined;
  deadLetter: string | undefined;
  models: string | undefined;
  /** A table of prices in place of the shipped one. */
  prices: string | undefined;
  limit: number | undefined;
  skip: number | undefined;
  maxConcurrent: number | undefined;
  requestsPerSecond: number | undefined;
  /** One call in flight in the whole run. */
  sync: boolean;
  order: 'input' | 'none' | undefined;
  halt: HaltCondition | undefined;
  /** 0: an outage is not waited for. */
  maxOutageMs: number;
  dryRun: boolean;
  metricsListen: ListenAddress | undefined;
  /** How long they stay after the end, for one more scrape. */
  metricsLingerMs: number | undefined;
  /** Kept up to date for a textfile collector. */
  metricsFile: string | undefined;
  /** The address of a Pushgateway, which may hold credentials. */
  metricsPush: URL | undefined;
  metricsPushIntervalMs: number;
  summaryJson: string | undefined;
  level: LogLevel;
  logFormat: LogFormat;
  /** False: no colours, whatever the terminal knows. */
  color: boolean;
  /** Shows the bodies of requests and answers. */
  debugBodies: boolean;
}
