import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { joinTexts, systemMessage } from '../../lib/simulator/join-texts.ts';

const JoinTexts = suite('contents of messages');

JoinTexts('are one text where all parts are texts', () => {
  assert.is(joinTexts('a'), 'a');
  assert.is(joinTexts([{ text: 'a' }, { type: 'text', text: 'b' }]), 'ab');
});

JoinTexts('stay as they are where one part is something else', () => {
  const parts = [{ text: 'a' }, { inlineData: { data: 'AAAA' } }];
  assert.equal(joinTexts(parts), parts);
});

JoinTexts('of the system are a message, if there are any', () => {
  assert.equal(systemMessage([{ text: 'a' }]), [{ role: 'system', content: 'a' }]);
  for (const none of [undefined, null, '', []]) assert.equal(systemMessage(none), []);
});

JoinTexts.run();
