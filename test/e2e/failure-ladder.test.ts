import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../../lib/cli/main.ts';
import { capture } from '../cli/capture.ts';
import {
  type Answer,
  chat,
  hang,
  json,
  raw,
  refusal,
  reset,
  withUpstream,
} from '../support/upstream.ts';
import { parse, withWorkshop } from './program.ts';

const Ladder = suite('failure ladder');

/** One way to fail, what is sent then, and what becomes of the record and the run. */
interface Rung {
  /** What the model `m` answers, the last one for ever. */
  answers: Answer[];
  /** More keys of the call stage. */
  call?: string;
  /** Of the model, in seconds. */
  timeout?: number;
  /** The input; default: one good record. */
  line?: string;
  /** Without a fallback: the models that were asked, and the end. */
  alone: [asked: string, end: End];
  /** With the fallback `n`, which answers well. */
  withFallback: [asked: string, end: End];
  /** Answers that were paid for in vain. */
  wasted?: number;
}

/** `written`, the kind in the dead letter (exit 1), or `stopped`: unfinished, exit 3. */
type End = string;

const soon = { 'retry-after-ms': '1' };
const again = ['m m', 'written'] satisfies [string, End];
const dead = (kind: string, asked = 'm'): [string, End] => [asked, kind];
const fallsBack = (asked = 'm n'): [string, End] => [asked, 'written'];
const stops = ['m', 'stopped'] satisfies [string, End];
const wants = (schema: string) => `, response: { ask: none, schema: ${schema} }`;

const tooLarge =
  'Request too large for m on tokens per min (TPM): Limit 30000, Requested 30601. The input or output must be reduced.';

/** By kind. Each attempt that counts is made twice here: `num_retries` is 1. */
const rungs: Record<string, Rung> = {
  'rate_limited: 429': {
    answers: [refusal(429, null, soon), refusal(429, null, soon), chat('Hi')],
    alone: ['m m m', 'written'],
    withFallback: ['m m m', 'written'],
  },
  'rate_limited: 429 in words of its own': {
    answers: [raw(429, 'Take it easy!', soon), raw(429, '', soon), chat('Hi')],
    alone: ['m m m', 'written'],
    withFallback: ['m m m', 'written'],
  },
  'quota_exceeded: 402': { answers: [refusal(402)], alone: stops, withFallback: fallsBack() },
  'quota_exceeded: 429 with a code': {
    answers: [refusal(429, 'insufficient_quota', soon)],
    alone: stops,
    withFallback: fallsBack(),
  },
  'quota_exceeded: 403 with a code': {
    answers: [refusal(403, 'billing_hard_limit_reached')],
    alone: stops,
    withFallback: fallsBack(),
  },
  'quota_exceeded: the limit of a day': {
    answers: [refusal(429, '1304', soon)],
    alone: stops,
    withFallback: fallsBack(),
  },
  'auth: 401': { answers: [refusal(401)], alone: stops, withFallback: fallsBack() },
  'auth: 403': { answers: [refusal(403)], alone: stops, withFallback: fallsBack() },
  'overloaded: 529': {
    answers: [refusal(529, null, soon), chat('Hi')],
    alone: again,
    withFallback: again,
  },
  'overloaded: 503 that says when to come back': {
    answers: [refusal(503, null, soon), refusal(503, null, soon), chat('Hi')],
    alone: ['m m m', 'written'],
    withFallback: ['m m m', 'written'],
  },
  'timeout: no answer': {
    answers: [hang],
    timeout: 0.02,
    alone: dead('timeout', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'timeout: 408, once': { answers: [refusal(408), chat('Hi')], alone: again, withFallback: again },
  'network: reset': {
    answers: [reset],
    alone: dead('network', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'server_error: 500': {
    answers: [refusal(500)],
    alone: dead('server_error', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'server_error: 503 and nothing more': {
    answers: [refusal(503)],
    alone: dead('server_error', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'server_error: 200 with HTML': {
    answers: [raw(200, '<html>Down for maintenance</html>')],
    alone: dead('server_error', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'server_error: 200 with an error in it': {
    answers: [json(200, { error: { message: 'the model has crashed' } })],
    alone: dead('server_error', 'm m'),
    withFallback: fallsBack('m m n'),
  },
  'bad_request: 400': {
    answers: [refusal(400)],
    alone: dead('bad_request'),
    withFallback: dead('bad_request'),
  },
  'bad_request: 400 with 429 in its text': {
    answers: [json(400, { error: { message: '429: rate limit' } })],
    alone: dead('bad_request'),
    withFallback: dead('bad_request'),
  },
  'bad_request: 404': {
    answers: [refusal(404)],
    alone: dead('bad_request'),
    withFallback: dead('bad_request'),
  },
  'context_length: by its code': {
    answers: [refusal(400, 'context_length_exceeded')],
    alone: dead('context_length'),
    withFallback: fallsBack(),
  },
  'content_filter: by its code': {
    answers: [refusal(400, 'content_filter')],
    alone: dead('content_filter'),
    withFallback: fallsBack(),
  },
  'content_filter: by its finish_reason': {
    answers: [chat('I', 'content_filter')],
    alone: dead('content_filter'),
    withFallback: fallsBack(),
    wasted: 1,
  },
  'truncated: length': {
    answers: [chat('half', 'length')],
    alone: dead('truncated'),
    withFallback: dead('truncated'),
    wasted: 1,
  },
  'truncated: length, with a limit that may be raised': {
    answers: [chat('half', 'length'), chat('Hi')],
    call: ', params: { max_tokens: 10 }, on_truncated: raise',
    alone: again,
    withFallback: again,
    wasted: 1,
  },
  'empty_output: twice': {
    answers: [chat('')],
    alone: dead('empty_output', 'm m'),
    withFallback: fallsBack('m m n'),
    wasted: 2,
  },
  'invalid_json: even when asked again': {
    answers: [chat('no JSON')],
    call: wants('{}'),
    alone: dead('invalid_json', 'm m'),
    withFallback: dead('invalid_json', 'm m'),
    wasted: 2,
  },
  'invalid_json: repaired': {
    answers: [chat('```json\n{"a": 1}\n```')],
    call: wants('{ type: object }'),
    alone: ['m', 'written'],
    withFallback: ['m', 'written'],
  },
  'schema_mismatch: even when asked again': {
    answers: [chat('[]')],
    call: wants('{ type: object }'),
    alone: dead('schema_mismatch', 'm m'),
    withFallback: dead('schema_mismatch', 'm m'),
    wasted: 2,
  },
  'template: a missing member': {
    answers: [],
    line: '{"other":1}',
    alone: dead('template', ''),
    withFallback: dead('template', ''),
  },
  'input_parse: no JSON': {
    answers: [],
    line: '{"text":',
    alone: dead('input_parse', ''),
    withFallback: dead('input_parse', ''),
  },
  'too_large: the line': {
    answers: [],
    line: JSON.stringify({ text: 'x'.repeat(2_000) }),
    alone: dead('too_large', ''),
    withFallback: dead('too_large', ''),
  },
  'too_large: 413': {
    answers: [refusal(413)],
    alone: dead('too_large'),
    withFallback: dead('too_large'),
  },
  'too_large: 429 to more than a minute allows': {
    answers: [json(429, { error: { message: tooLarge, code: 'rate_limit_exceeded' } })],
    alone: dead('too_large'),
    withFallback: dead('too_large'),
  },
};

const pipelineOf = ({ call = '' }: Rung, fallbacks: string): string => `models: models.yaml
stages:
  - render: { user: "{{ text }}" }
  - call: { model: m, fallbacks: [${fallbacks}]${call} }
input: { max_record_bytes: 1000 }
`;

const modelsAt = (url: string, { timeout = 60 }: Rung): string => `model_list:
  - ${modelOf('m', url, timeout)}
  - ${modelOf('n', url, 60)}
router_settings: { num_retries: 1 }
`;

/** USD of a token of the prompt: a power of two, so that sums of doubles are exact. */
const tokenCost = 2 ** -10;
/** Every answer of the upstream has a prompt of 7 tokens. */
const answerCost = 7 * tokenCost;
const modelOf = (name: string, url: string, timeout: number): string =>
  `{ model_name: ${name}, litellm_params: { model: ${name}, api_base: "${url}", timeout: ${timeout}, ` +
  `input_cost_per_token: ${tokenCost}, output_cost_per_token: 0 } }`;

/** Answers for `m` by turns, and for `n` always well. */
function answering(answers: readonly Answer[]): Answer {
  let turn = 0;
  return (response, seen) => {
    const well = chat('{"a":1}');
    if (seen.body['model'] === 'n') return well(response, seen);
    const answer = answers[Math.min(turn, answers.length - 1)] ?? well;
    turn += 1;
    return answer(response, seen);
  };
}

const exitCodes: Record<End, number> = { written: 0, stopped: 3 };

function climb(rung: Rung, fallbacks: string, [asked, end]: [string, End]): Promise<void> {
  return withUpstream([answering(rung.answers)], ({ url, seen }) =>
    withWorkshop(async ({ file, folder, read }) => {
      const input = file('in.jsonl', `${rung.line ?? '{"text":"Hello"}'}\n`);
      file('models.yaml', modelsAt(url, rung));
      const pipeline = file('p.yaml', pipelineOf(rung, fallbacks));
      const [output, summaryFile] = [join(folder, 'out.jsonl'), join(folder, 'summary.json')];
      const { result } = await capture(() =>
        main(['-q', '-p', pipeline, '-i', input, '-o', output, '--summary-json', summaryFile]),
      );
      assert.is(seen.map(({ body }) => body['model']).join(' '), asked);
      assert.is(result, exitCodes[end] ?? 1);
      const summary = parse(read('summary.json'));
      assert.equal(summary.failed_by_kind, result === 1 ? { [end]: 1 } : {});
      assert.is(summary.records.unfinished, result === 3 ? 1 : 0);
      const wasted = (rung.wasted ?? 0) * answerCost;
      assert.is(summary.wasted_cost_usd, wasted);
      if (result === 1) {
        const { _error: error } = parse(read('out.jsonl.errors.jsonl'));
        assert.equal([error.kind, error.cost_usd], [end, wasted || undefined]);
      }
    }),
  );
}

for (const [name, rung] of Object.entries(rungs)) {
  for (const [fallbacks, way] of [
    ['', rung.alone],
    ['n', rung.withFallback],
  ] as const) {
    const models = fallbacks === '' ? 'alone' : 'with a fallback';
    Ladder(`${name}, ${models}: asks "${way[0]}", then ${way[1]}`, () =>
      climb(rung, fallbacks, way),
    );
  }
}

Ladder.run();
