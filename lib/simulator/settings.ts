import { z } from 'zod';
import { duration } from '../config/duration.ts';
import { dialectNames } from './dialect.ts';
import { type FaultRates, faultNames } from './faults.ts';
import { mannerNames } from './manner.ts';

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

const limitKeys = {
  requests_per_second: z.number().min(0).optional().describe('Requests per second.'),
  requests_per_minute: z.number().min(0).optional().describe('Requests per minute.'),
  tokens_per_minute: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Tokens per minute: a request takes its prompt and max_tokens; at its end what it did not use is given back. One that asks for more than the whole limit is refused for good.',
    ),
  concurrency: z.int().min(0).optional().describe('Requests answered at the same time.'),
};

const limits = z
  .strictObject({
    ...limitKeys,
    window: z
      .enum(['bucket', 'fixed'])
      .default('bucket')
      .describe(
        '`bucket` holds one period (at least 1 request) and fills evenly, so twice as many may pass within a first period; `fixed` counts anew at each multiple of the period since the start.',
      ),
    changes: z
      .array(
        z.strictObject({
          at: duration().describe('When, since the start.'),
          ...limitKeys,
        }),
      )
      .default([])
      .describe('Limits that change; what a change does not name stays.'),
  })
  .prefault({})
  .describe('What is above is refused with 429. A limit of 0 lets nothing pass.');

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
    '429_bare': rate('refused with 429 that says nothing about limits, nor how long to wait'),
    '429_date': rate('refused with 429 whose Retry-After is an HTTP date'),
    quota: rate('refused for good: the account is empty'),
    '401': rate('refused since the key is wrong'),
    '502': rate('failed with 502'),
    '503': rate('failed with 503'),
    '529': rate('refused as the provider is overloaded'),
    html: rate('failed with 502 and an HTML page'),
    html_200: rate('answered with an HTML page and status 200'),
    error_frame: rate('answered with status 200 and an error object, a stream at its end'),
    cut: rate('whose connection ends after half of the answer'),
    slow: rate('whose answer comes in small pieces'),
    retry_after: duration().prefault('1s').describe('What `429` and `429_date` ask to wait.'),
    slow_for: duration().prefault('10s').describe('How long the pieces of `slow` take in all.'),
  })
  .refine((rates) => sumOfRates(rates) <= 1 + roundingError, 'the rates add up to more than 1')
  .prefault({})
  .describe('Faults by rate. Each request has one at most, so the rates add up.');

const sumOfRates = (rates: FaultRates): number =>
  faultNames.reduce((sum, name) => sum + rates[name], 0);

const scheduled = z
  .strictObject({
    at: duration().describe('When it begins, since the start.'),
    for: duration().describe('How long it lasts.'),
    fault: z
      .enum([...faultNames, 'refuse'])
      .describe(
        'One of `faults`, in quotes where it looks like a number; or `refuse`: connections are broken and refused, as if the server were down. The first entry that meets a request wins, before the rates of `faults`.',
      ),
    rate: z.number().min(0).max(1).default(1).describe('Share of the requests of that time.'),
  })
  .refine(({ fault, rate }) => fault !== 'refuse' || rate === 1, {
    path: ['rate'],
    error: 'refuse meets all requests: leave the rate out',
  });

const schedule = z.array(scheduled).default([]).describe('Faults that come and go.');

/** The top-level `simulator:` section of a configuration file. */
export const simulatorSchema = z.strictObject({
  seed: z.uint32().default(0).describe('Answers, latencies and faults follow from it.'),
  dialect: z
    .enum(dialectNames)
    .default('openai')
    .describe(
      "Whose format `llm-pipe mock` speaks; its `--dialect` comes first. Models named `simulator/...` are answered in OpenAI's all the same.",
    ),
  reply,
  latency,
  limits,
  headers: z
    .enum(mannerNames)
    .optional()
    .describe(
      "Whose headers about limits and whose error bodies are sent; `none`: no such headers. Without it the dialect's own.",
    ),
  faults,
  schedule,
});

export type SimulatorSettings = z.output<typeof simulatorSchema>;
