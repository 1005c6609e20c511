import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { openai } from '../../lib/providers/openai.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import type { Provider, ProviderCall } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import {
  noRules,
  type ParameterRules,
  readHeaders,
  writeRequest,
} from '../../lib/providers/write-request.ts';
import { deployment } from '../support/calls.ts';

const Write = suite('write request');

const target = deployment({ baseUrl: 'https://host', apiKey: undefined });

/** Takes the seed only; of OpenAI's parameters it refuses all others. */
const strict: Provider = {
  ...openai,
  request: ({ body }, { baseUrl }) => {
    const parameters = new Parameters(body);
    const seed = parameters.take('seed') ?? null;
    return { baseUrl, path: '/', headers: { 'x-own': 'a' }, body: { seed, ...parameters.rest() } };
  },
};

const call = (body: JsonObject): ProviderCall => ({ operation: 'chat', body, isStream: false });

const write = (body: JsonObject, rules: Partial<ParameterRules> = {}, provider = strict) =>
  writeRequest(provider, call(body), target, { ...noRules, ...rules });

const refusalOf = (run: () => unknown): UpstreamError => {
  try {
    run();
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
};

Write("is the provider's request where there are no rules", () => {
  const { request, dropped, call: taken } = write({ seed: 1, own: 2 });
  assert.equal(request, {
    baseUrl: 'https://host',
    path: '/',
    headers: { 'x-own': 'a' },
    body: { seed: 1, own: 2 },
  });
  assert.equal(dropped, []);
  assert.equal(taken, call({ seed: 1, own: 2 }));
});

Write('gives a default to a request that has no such parameter', () => {
  const rules = { defaults: { seed: 7, own: 1 } };
  assert.equal(write({}, rules).request.body, { seed: 7, own: 1 });
  assert.equal(write({ seed: 3, own: null }, rules).request.body, { seed: 3 });
});

Write('refuses what the provider cannot take, and says how to go on', () => {
  const error = refusalOf(() => write({ seed: 1, logit_bias: {} }));
  assert.equal([error.kind, error.code], ['bad_request', 'unsupported_parameter']);
  assert.is(
    error.message,
    '"logit_bias": it is not supported; `drop_params: true` leaves it out, with a warning',
  );
  assert.instance(error.cause, UnsupportedParameter);
});

Write('leaves out what the provider cannot take, one after the other, and tells which', () => {
  const body = { seed: 1, logprobs: true, top_logprobs: 3 };
  const written = write(body, { dropUnsupported: true });
  assert.equal(written.dropped, ['logprobs', 'top_logprobs']);
  assert.equal(written.request.body, { seed: 1 });
  assert.equal(written.call.body, { seed: 1 });
  assert.equal(body, { seed: 1, logprobs: true, top_logprobs: 3 });
});

Write('leaves a default out like a parameter of the request', () => {
  const rules = { defaults: { logprobs: true }, dropUnsupported: true };
  assert.equal(write({}, rules).dropped, ['logprobs']);
});

Write('refuses for a parameter that is not there to be left out', () => {
  const insisting: Provider = {
    ...openai,
    request: () => {
      throw new UnsupportedParameter('tools');
    },
  };
  const error = refusalOf(() => write({ seed: 1 }, { dropUnsupported: true }, insisting));
  assert.is(error.code, 'unsupported_parameter');
});

Write('passes on any other error', () => {
  const failing: Provider = {
    ...openai,
    request: () => {
      throw new RangeError('odd');
    },
  };
  assert.throws(() => write({ seed: 1 }, { dropUnsupported: true }, failing), RangeError);
});

Write('always leaves out the names that the configuration drops, without a word', () => {
  const rules = { drop: ['logprobs', 'seed', 'absent'], defaults: { seed: 7 } };
  const written = write({ logprobs: true, own: 1 }, rules);
  assert.equal(written.request.body, { seed: null, own: 1 });
  assert.equal(written.dropped, []);
});

Write('puts in bodies unread, that of the request last', () => {
  const rules = { body: { seed: 'x', logprobs: 'y', own: 'z' } };
  const written = write({ seed: 1, extra_body: { own: 2, tools: 3 } }, rules);
  assert.equal(written.request.body, { seed: 'x', logprobs: 'y', own: 2, tools: 3 });
  assert.equal(written.call.body, { seed: 1 });
});

Write('puts in headers, that of the request last', () => {
  const rules = { headers: { 'x-own': 'b', 'x-rule': 'c' } };
  const written = write({ extra_headers: { 'X-Rule': 'd', 'X-Count': 5 } }, rules);
  assert.equal(written.request.headers, { 'x-own': 'b', 'x-rule': 'd', 'x-count': '5' });
});

Write('puts in what the configuration or the request alone says', () => {
  const both = { headers: { 'x-rule': 'c' }, body: { own: 2 } };
  const { request: ruled } = write({ seed: 1 }, both);
  assert.equal(
    [ruled.headers, ruled.body],
    [
      { 'x-own': 'a', 'x-rule': 'c' },
      { seed: 1, own: 2 },
    ],
  );
  for (const extra of [{ extra_body: { own: 2 } }, { extra_headers: { 'x-rule': 'c' } }]) {
    const { request } = writeRequest(strict, call({ seed: 1, ...extra }), target, noRules);
    const isBody = 'extra_body' in extra;
    assert.equal(request.body, isBody ? ruled.body : { seed: 1 });
    assert.equal(request.headers, isBody ? { 'x-own': 'a' } : ruled.headers);
  }
});

Write('leaves out with tools what means nothing without them', () => {
  const body = { tools: [{}], tool_choice: 'auto', parallel_tool_calls: null, seed: 1 };
  const written = write(body, { dropUnsupported: true });
  assert.equal(written.dropped, ['tools', 'tool_choice']);
  assert.equal(written.call.body, { seed: 1 });
});

Write('takes no bodies or headers that are none', () => {
  const { request } = write({ seed: 1, extra_body: 'odd', extra_headers: ['odd'] });
  assert.equal([request.body, request.headers], [{ seed: 1 }, { 'x-own': 'a' }]);
});

Write('reads headers in lower case', () => {
  assert.equal(readHeaders({ 'X-A': 'b', c: true }), { 'x-a': 'b', c: 'true' });
  assert.equal(readHeaders(undefined), {});
});

Write.run();
