import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const Rest = suite('parameters that an adapter does not know');

const restOf = (body: JsonObject): JsonObject => new Parameters(body).rest();

Rest('are left out where they say what holds without them', () => {
  const idle = {
    n: 1,
    logprobs: false,
    store: false,
    modalities: ['text'],
    service_tier: 'auto',
    parallel_tool_calls: true,
    user: null,
  };
  assert.equal(restOf({ ...idle, top_k: 40 }), { top_k: 40 });
});

for (const [name, value, reason] of [
  ['n', 2, 'only 1 is supported'],
  ['modalities', ['text', 'audio'], 'only ["text"] is supported'],
  ['user', 'u-1', 'it is not supported'],
] as const) {
  Rest(`are refused where they say more: ${name}`, () => {
    assert.throws(
      () => restOf({ [name]: typeof value === 'object' ? [...value] : value }),
      (error: unknown) =>
        error instanceof UnsupportedParameter &&
        error.parameter === name &&
        error.message === `"${name}": ${reason}`,
    );
  });
}

Rest.run();
