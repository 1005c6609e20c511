import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { check } from '../../lib/llm/check.ts';
import type { AnswerPolicy, Handler, Reply } from '../../lib/llm/handler.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { context, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';
import { completion } from '../support/upstream.ts';

const Check = suite('check');

const source = { model: 'm', deployment: 'd' };
const answer = (body: JsonObject): Reply => new PlainReply({ body, source });
const said = (content: JsonValue, finish?: string): Reply => answer(completion(content, finish));

const lenient: AnswerPolicy = {
  validate: () => undefined,
  reasks: 1,
  onEmpty: 'fail',
  onTruncated: 'fail',
};
/** Takes only the answer `good`. */
const strict: AnswerPolicy = {
  ...lenient,
  validate: (text) =>
    text === 'good' ? undefined : { kind: 'schema_mismatch', message: `got ${text}` },
};

function checking(policy: AnswerPolicy | undefined, ...replies: readonly Reply[]) {
  const metrics = createMetrics();
  const upstream = scripted(...replies);
  const keys: string[] = [];
  const call = check(metrics, 'pipe', () => 'p')(upstream.handler);
  const given = context({
    policy,
    once: (key, ask) => {
      keys.push(key);
      return ask();
    },
  });
  return {
    ...upstream,
    keys,
    call: (body: JsonObject = request().body) => call(request({ body }), given),
    rejected: () => valuesOf(metrics.outputInvalid),
  };
}

const textOf = ({ answer: whole }: Reply): JsonValue | undefined => {
  const { choices } = whole?.body ?? {};
  const choice = Array.isArray(choices) && isJsonObject(choices[0]) ? choices[0] : {};
  return isJsonObject(choice['message']) ? choice['message']['content'] : undefined;
};

Check('passes a reply unchanged without a policy', async () => {
  const reply = said('');
  const { call, keys } = checking(undefined, reply);
  assert.is(await call(), reply);
  assert.equal(keys, []);
});

Check('gives the whole answer of a good one', async () => {
  const { call, keys, rejected } = checking(strict, said('good'));
  const reply = await call();
  assert.equal([textOf(reply), reply.source], ['good', source]);
  assert.equal(await reply.done, { error: undefined, usage: undefined });
  assert.equal([keys, rejected()], [['m/0'], {}]);
});

Check('takes the answer of an earlier run without a call', async () => {
  const { handler, requests } = scripted(said('paid again'));
  const kept = { body: completion('kept'), source };
  const reply = await check(createMetrics(), 'pipe', () => 'p')(handler)(
    request(),
    context({ policy: lenient, once: async () => kept }),
  );
  assert.equal([textOf(reply), requests.length], ['kept', 0]);
});

for (const content of ['', ' \n\t ', null, []]) {
  Check(`asks once more after the empty answer ${JSON.stringify(content)}`, async () => {
    const { call, requests, keys, rejected } = checking(lenient, said(content), said('a'));
    assert.is(textOf(await call()), 'a');
    assert.equal(requests[1], requests[0]);
    assert.equal([keys, rejected()], [['m/0', 'm/1'], { 'pipe stage empty': 1 }]);
  });
}

Check('refuses what is empty twice', async () => {
  const { call, requests } = checking(lenient, said(''));
  const error = await upstreamErrorOf(call());
  assert.equal([error.kind, error.model, requests.length], ['empty_output', 'm', 2]);
});

Check('accepts an empty answer where the caller does', async () => {
  const { call, requests } = checking({ ...strict, onEmpty: 'accept' }, said(''));
  assert.is(textOf(await call()), '');
  assert.is(requests.length, 1);
});

Check('does not take a call of tools for empty', async () => {
  const message = { content: null, tool_calls: [{ id: '1' }] };
  const { call, requests } = checking(lenient, answer({ choices: [{ message }] }));
  await call();
  assert.is(requests.length, 1);
});

Check('refuses a truncated answer, and never sends the same request again', async () => {
  const { call, requests, rejected } = checking(lenient, said('half', 'length'));
  const error = await upstreamErrorOf(call());
  assert.equal([error.kind, requests.length], ['truncated', 1]);
  assert.equal(rejected(), { 'pipe stage truncated': 1 });
});

Check('accepts a truncated answer where the caller does, if it is valid', async () => {
  const accepting: AnswerPolicy = { ...strict, onTruncated: 'accept', reasks: 0 };
  assert.is(textOf(await checking(accepting, said('good', 'length')).call()), 'good');
  const { call } = checking(accepting, said('half', 'length'));
  assert.is((await upstreamErrorOf(call())).kind, 'schema_mismatch');
});

const raising: AnswerPolicy = { ...lenient, onTruncated: 'raise' };

Check('doubles the limit of a truncated answer, up to four times', async () => {
  for (const name of ['max_tokens', 'max_completion_tokens']) {
    const { call, requests } = checking(raising, said('half', 'length'));
    const error = await upstreamErrorOf(call({ ...request().body, [name]: 10 }));
    assert.is(error.kind, 'truncated');
    assert.equal(
      requests.map(({ body }) => body[name]),
      [10, 20, 40, 80, 160],
    );
  }
});

Check('has nothing to raise without a limit', async () => {
  const { call, requests } = checking(raising, said('half', 'length'));
  assert.is((await upstreamErrorOf(call())).kind, 'truncated');
  assert.is(requests.length, 1);
});

Check('takes a raised answer once it is whole', async () => {
  const { call, keys } = checking(raising, said('half', 'length'), said('whole'));
  assert.is(textOf(await call({ ...request().body, max_tokens: 1 })), 'whole');
  assert.equal(keys, ['m/0', 'm/1']);
});

const refusals: [string, Reply, string][] = [
  ['a filtered answer', said('half', 'content_filter'), 'the answer was filtered'],
  ['a refusal', answer({ choices: [{ message: { refusal: 'I will not.' } }] }), 'I will not.'],
];

for (const [name, reply, message] of refusals) {
  Check(`asks never again after ${name}`, async () => {
    const { call, requests, rejected } = checking({ ...lenient, onEmpty: 'accept' }, reply);
    const error = await upstreamErrorOf(call());
    assert.equal([error.kind, error.message], ['content_filter', message]);
    assert.equal([requests.length, rejected()], [1, { 'pipe stage refusal': 1 }]);
  });
}

Check('asks again with the answer and what was wrong with it', async () => {
  const { call, requests, keys } = checking(strict, said('bad'), said('good'));
  assert.is(textOf(await call()), 'good');
  assert.equal(requests[1]?.body['messages'], [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'bad' },
    {
      role: 'user',
      content:
        'Your answer was not accepted: got bad. Answer again, with the corrected answer only.',
    },
  ]);
  assert.equal(requests[0]?.body, request().body, 'the first request stays as it was');
  assert.equal(keys, ['m/0', 'm/1']);
});

Check('asks again as often as the caller allows', async () => {
  for (const reasks of [0, 1, 3]) {
    const { call, requests, rejected } = checking({ ...strict, reasks }, said('bad'));
    const error = await upstreamErrorOf(call());
    assert.equal([error.kind, error.message], ['schema_mismatch', 'got bad']);
    assert.equal(requests.length, reasks + 1);
    assert.equal(rejected(), { 'pipe stage schema': reasks + 1 });
  }
});

Check('cannot ask again where there are no messages', async () => {
  const { call, requests } = checking(strict, said('bad'));
  assert.is((await upstreamErrorOf(call({ prompt: 'Once' }))).kind, 'schema_mismatch');
  assert.is(requests.length, 1);
});

Check('counts JSON that cannot be read by itself', async () => {
  const policy: AnswerPolicy = {
    ...strict,
    validate: () => ({ kind: 'invalid_json', message: 'no JSON' }),
  };
  const { call, rejected } = checking(policy, said('{'));
  assert.is((await upstreamErrorOf(call())).kind, 'invalid_json');
  assert.equal(rejected(), { 'pipe stage json': 2 });
});

Check('counts each kind of fault by itself', async () => {
  const policy: AnswerPolicy = { ...strict, onTruncated: 'raise' };
  const replies = [said(''), said('bad'), said('half', 'length'), said('good')];
  const { call, requests, keys } = checking(policy, ...replies);
  assert.is(textOf(await call({ ...request().body, max_tokens: 5 })), 'good');
  const last = requests[3]?.body ?? {};
  assert.equal([last['max_tokens'], Array.isArray(last['messages'])], [10, true]);
  assert.equal(keys, ['m/0', 'm/1', 'm/2', 'm/3']);
});

/** In 1e-12 USD. */
const usd = 1_000_000_000_000n;

/** Answers that cost a dollar each, the second after a retry that cost another. */
function costing(...replies: readonly Reply[]): Handler {
  const { handler, requests } = scripted(...replies);
  return (asked, given) => {
    given.trace.cost = (given.trace.cost ?? 0n) + (requests.length === 1 ? 2n : 1n) * usd;
    return handler(asked, given);
  };
}

Check('counts what was paid for the answers that it refuses, by kind', async () => {
  const metrics = createMetrics();
  const replies = [said(''), said('bad'), said('good')];
  await check(metrics, 'pipe', (id) => `provider of ${id}`)(costing(...replies))(
    request(),
    context({ policy: strict }),
  );
  assert.equal(valuesOf(metrics.wastedCost), {
    'provider of d m empty_output': 1,
    'provider of d m schema_mismatch': 2,
  });
});

Check('counts nothing as wasted that an earlier run has paid for', async () => {
  const metrics = createMetrics();
  const kept = { body: completion('bad'), source };
  const call = check(metrics, 'pipe', () => 'p')(costing(said('bad')));
  const once = async () => kept;
  await upstreamErrorOf(call(request(), context({ policy: strict, once })));
  assert.equal(valuesOf(metrics.wastedCost), {});
});

Check('names the asks of each model apart', async () => {
  const { call, keys } = checking(lenient, said('a'));
  await call();
  await call();
  assert.equal(keys, ['m/0', 'm/0']);
});

Check.run();
