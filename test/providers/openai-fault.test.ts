import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { openai } from '../../lib/providers/openai.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { deployment } from '../support/calls.ts';
import { readEvents } from '../support/read-events.ts';

const Fault = suite('openai fault');

const call = { operation: 'chat', body: {}, isStream: false } as const;

const kindOf = (answer: JsonObject): unknown => {
  const reading = openai.readAnswer(call, answer, deployment(), {});
  return isFailure(reading) && [reading.kind, reading.code, reading.message];
};

const chunk = (more: JsonObject): JsonObject => ({
  choices: [{ index: 0, delta: { content: 'a' }, ...more }],
});

Fault('is an answer that its provider says broke off', () => {
  const broken = {
    error: 'server_error',
    network_error: 'server_error',
    insufficient_system_resource: 'overloaded',
    abort: 'server_error',
  };
  for (const [reason, kind] of Object.entries(broken)) {
    const told = [kind, reason, `the generation ended with ${reason}`];
    const choice = { index: 0, message: { content: 'a' }, finish_reason: reason };
    assert.equal(kindOf({ choices: [choice] }), told);
    const { failure } = readEvents(openai, [chunk({}), chunk({ finish_reason: reason })]);
    assert.equal([failure?.kind, failure?.code, failure?.message], told);
  }
});

Fault('is told by the choice that has it', () => {
  const error = { code: 429, message: 'the provider is busy' };
  const choice = { index: 1, message: { content: 'a' }, finish_reason: 'error', error };
  const good = { index: 0, message: { content: 'a' }, finish_reason: 'stop', error: null };
  assert.equal(kindOf({ choices: [good, choice] }), ['rate_limited', '429', error.message]);
  assert.is(kindOf({ choices: [good] }), false);
});

Fault('is an event of that name, whatever its members are', () => {
  const reader = openai.openStream({ ...call, isStream: true }, deployment());
  const json = { detail: 'the engine has died' };
  const reading = reader.read({ name: 'error', json });
  assert.ok(isFailure(reading));
  assert.equal([reading.kind, reading.message], ['server_error', json.detail]);
  assert.not(isFailure(reader.read({ name: 'message', json })));
});

Fault.run();
