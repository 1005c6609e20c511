import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { readEmbedRequest } from '../../lib/providers/embed-request.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const Request = suite('embed request');

Request('reads one text or several, and the own parameters of a provider', () => {
  assert.equal(readEmbedRequest({ model: 'm', input: 'a', encoding_format: 'base64' }), {
    texts: ['a'],
    dimensions: undefined,
    own: {},
  });
  assert.equal(readEmbedRequest({ input: ['a', 'b'], dimensions: 2, truncate: true }), {
    texts: ['a', 'b'],
    dimensions: 2,
    own: { truncate: true },
  });
});

for (const body of [{}, { input: [1, 2] }, { input: [[1], [2]] }]) {
  Request(`refuses ${JSON.stringify(body)}`, () => {
    assert.throws(
      () => readEmbedRequest(body),
      (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
    );
  });
}

const unsupported: [string, JsonObject][] = [
  ['user', { user: 'u' }],
  ['encoding_format', { encoding_format: 'int8' }],
];

for (const [name, more] of unsupported) {
  Request(`does not take ${JSON.stringify(more)}`, () => {
    assert.throws(
      () => readEmbedRequest({ input: 'a', ...more }),
      (error: unknown) => error instanceof UnsupportedParameter && error.parameter === name,
    );
  });
}

Request.run();
