import { z } from 'zod';
import { duration } from '../config/duration.ts';
import { type FaultRates, faultNames } from './faults.ts';

const rate = (what: string) =>
  z.number().min(0).max(1).default(0).describe(`Share of the requests ${what}, 0 to 1.`);

const reply = z
  .strictObject({
    rules: z
      .array(
        z.strictObject({
          contains: z.string().describe("Text to find in the last user message; '' is in all."),
          reply: z.string().describe('The whole answer.'),
        }),
      )
      .default([])
      .describe(
        'Canned answers: the first rule that applies wins. Without one, a requested JSON schema gets an instance, all else an echo.',
      ),
  })
  .prefault({})
  .describe('What is answered.');

const latency = z
  .union([
    duration(),
    z.strictObject({
      mean: duration().describe('Mean of the distribution.'),
      sigma: z.number().min(0).max(5).describe('Standard deviation of its logarithm.'),
    }),
  ])
  .prefault('0ms')
  .describe('Time to the end of an answer: fixed, or drawn from a lognormal distribution.');

const limits = z
  .strictObject({
    requests_per_second: z.number().positive().optional().describe('Requests per second.'),
    requests_per_minute: z.number().positive().optional().describe('Requests per minute.'),
    concurrency: z.int().positive().optional().describe('Requests answered at the same time.'),
  })
  .prefault({})
  .describe(
    'What is above is refused with 429. Rates are token buckets that hold one period (at least 1 request) and fill evenly, so twice as many may pass within a first period.',
  );

/** 0.7 + 0.2 + 0.1 is a little off 1. */
const roundingError = 1e-9;

const faults = z
  .strictObject({
    '429': rate('refused as if over a rate limit'),
    '500': rate('failed with a server error'),
    hang: rate('never answered'),
    reset: rate('whose connection is reset'),
    empty: rate('answered with an empty text'),
    truncated: rate('answered with half of the text and finish_reason length'),
    malformed: rate('answered with cut JSON, or a stream that ends early'),
    retry_after: duration().prefault('1s').describe('What a 429 of this kind asks to wait.'),
  })
  .refine((rates) => sumOfRates(rates) <= 1 + roundingError, 'the rates add up to more than 1')
  .prefault({})
  .describe('Faults by rate. Each request has one at most, so the rates add up.');

const sumOfRates = (rates: FaultRates): number =>
  faultNames.reduce((sum, name) => sum + rates[name], 0);

/** The top-level `simulator:` section of a configuration file. */
export const simulatorSchema = z.strictObject({
  seed: z.uint32().default(0).describe('Answers, latencies and faults follow from it.'),
  reply,
  latency,
  limits,
  faults,
});

export type SimulatorSettings = z.output<typeof simulatorSchema>;
