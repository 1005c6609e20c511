import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ConfigError,
  callAborted,
  failureKinds,
  formatProblem,
  LlmPipeError,
  messageOf,
  RecordError,
  StopError,
  UpstreamError,
  UsageError,
} from '../lib/errors.ts';

const Errors = suite('errors');

Errors('lists each kind of failure once', () => {
  assert.is(new Set(failureKinds).size, failureKinds.length);
});

Errors('carry a stable code and the name of their class', () => {
  const cases = [
    [new ConfigError([]), 'config', 'ConfigError'],
    [new UsageError('x'), 'usage', 'UsageError'],
    [new StopError('x'), 'stopped', 'StopError'],
    [new RecordError('template', 'x'), 'template', 'RecordError'],
    [new RecordError('template', 'x', { code: 'own' }), 'own', 'RecordError'],
    [new UpstreamError('timeout', 'x'), 'timeout', 'UpstreamError'],
  ] as const;
  for (const [error, code, name] of cases) {
    assert.instance(error, LlmPipeError);
    assert.is(error.code, code);
    assert.is(error.name, name);
  }
});

Errors('keep their cause', () => {
  const cause = new Error('inner');
  for (const error of [
    new UsageError('x', { cause }),
    new StopError('x', { cause }),
    new RecordError('network', 'x', { cause }),
    new UpstreamError('network', 'x', { cause }),
    callAborted(cause),
  ]) {
    assert.is(error.cause, cause);
  }
});

Errors('tell each problem of a file on a line of its own', () => {
  const problem = { file: 'a.yaml', line: 3, column: 7, message: 'is missing' };
  assert.is(formatProblem(problem), 'a.yaml:3:7: is missing');
  const error = new ConfigError([problem, { ...problem, line: 4 }]);
  assert.is(error.message, 'a.yaml:3:7: is missing\na.yaml:4:7: is missing');
  assert.is(error.problems.length, 2);
});

Errors('of an upstream keep its facts, and prefer its own code', () => {
  const facts = {
    code: 'slow_down',
    status: 429,
    retryAfterMs: 2_000,
    exhausted: 'tokens',
    provider: 'openai',
    model: 'gpt-4',
  } as const;
  const error = new UpstreamError('rate_limited', 'slow down', facts);
  assert.instance(error, RecordError);
  const { kind, code, status, retryAfterMs, exhausted, provider, model } = error;
  assert.is(kind, 'rate_limited');
  assert.equal({ code, status, retryAfterMs, exhausted, provider, model }, facts);
  assert.is(new UpstreamError('rate_limited', 'x', { code: '' }).code, 'rate_limited');
});

Errors('of a call given up are of the kind aborted', () => {
  assert.is(callAborted('why').kind, 'aborted');
});

Errors('messageOf reads anything that was thrown', () => {
  assert.is(messageOf(new TypeError('broken')), 'broken');
  assert.is(messageOf('text'), 'text');
  assert.is(messageOf(undefined), 'undefined');
});

Errors.run();
