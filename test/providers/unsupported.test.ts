import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  badRequest,
  UnsupportedParameter,
  unsupportedContent,
  unsupportedOperation,
} from '../../lib/providers/unsupported.ts';

const Unsupported = suite('unsupported');

Unsupported('names the parameter, and says what is wrong with its value', () => {
  const error = new UnsupportedParameter('logprobs');
  assert.equal([error.parameter, error.message], ['logprobs', '"logprobs": it is not supported']);
  assert.is(new UnsupportedParameter('n', 'only 1').message, '"n": only 1');
});

for (const [error, code, message] of [
  [unsupportedOperation('embed'), 'unsupported_operation', 'embed is not offered'],
  [badRequest('odd'), 'invalid_request', 'odd'],
  [unsupportedContent('audio'), 'unsupported_content', 'audio in a message is not supported'],
] as const) {
  Unsupported(`refuses with ${code}`, () => {
    assert.equal([error.kind, error.code, error.message], ['bad_request', code, message]);
  });
}

Unsupported.run();
