import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { joinTexts, readMessages } from '../../lib/providers/chat-messages.ts';
import { Parameters } from '../../lib/providers/parameters.ts';

const Messages = suite('chat messages of the assistant');

const read = (...messages: JsonObject[]) => readMessages(new Parameters({ messages }));

Messages('say what was refused, where there is nothing else', () => {
  const refusal = 'I cannot help with that.';
  const texts = read(
    { role: 'assistant', content: null, refusal },
    { role: 'assistant', content: 'Yes', refusal },
    { role: 'assistant', content: 'Yes', refusal: null, audio: null, function_call: null },
  ).map(({ parts }) => joinTexts(parts));
  assert.equal(texts, [refusal, 'Yes', 'Yes']);
});

for (const [name, value] of Object.entries({
  function_call: { name: 'clock', arguments: '{}' },
  audio: { id: 'audio_1' },
})) {
  Messages(`are refused where something would be lost: ${name}`, () => {
    assert.throws(
      () => read({ role: 'assistant', content: null, [name]: value }),
      (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_content',
    );
  });
}

Messages.run();
