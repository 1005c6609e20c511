import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { vendors } from '../../lib/providers/index.ts';
import { isFailure, type Provider, type ProviderCall } from '../../lib/providers/provider.ts';
import { deployment } from '../support/calls.ts';
import { joinMessage } from '../support/join-message.ts';
import { type Answered, answers, result } from './contract/answers.ts';

const Turns = suite('an answer that comes back as a message');

const question: JsonObject = { role: 'user', content: 'Where is it warm?' };

const asked = (isStream: boolean): ProviderCall => ({
  operation: 'chat',
  body: { messages: [question] },
  isStream,
});

function messageIn(provider: Provider, { model, plain }: Answered): JsonObject {
  const reading = provider.readAnswer(
    asked(false),
    plain,
    deployment({ upstreamModel: model }),
    {},
  );
  if (isFailure(reading)) throw new TypeError(reading.message);
  return objectOf(objectsOf(reading.body['choices'])[0]?.['message']);
}

function streamedMessage(provider: Provider, { model, events }: Answered): JsonObject {
  const reader = provider.openStream(asked(true), deployment({ upstreamModel: model }));
  const chunks = events.flatMap((one) => {
    const reading = reader.read(one);
    if (isFailure(reading)) throw new TypeError(reading.message);
    return reading.chunks ?? objectsOf([one.json ?? null]);
  });
  const last = reader.end();
  if (!last) throw new TypeError('the stream has no end');
  return joinMessage([...chunks, ...last]);
}

/** The turns that the provider gets after its question: the answer and the results of its calls. */
function turnsAfter(provider: Provider, { model }: Answered, message: JsonObject): JsonObject[] {
  const results = objectsOf(message['tool_calls']).map(({ id }, at) => result(String(id), at));
  const body = { messages: [question, message, ...results] };
  const target = deployment({
    baseUrl: 'https://r.openai.azure.com',
    upstreamModel: model,
    maxOutputTokens: 9,
  });
  const { body: written } = provider.request({ operation: 'chat', body, isStream: false }, target);
  return objectsOf(written['messages'] ?? written['contents']).slice(1);
}

for (const answer of answers) {
  const { vendor, model, carries } = answer;
  const title = `${vendor} of ${model}`;
  const provider = vendors[vendor]?.provider;
  if (!provider) throw new RangeError(`there is no vendor ${vendor}`);

  Turns(`keeps ids, names, thoughts and signatures: ${title}`, () => {
    const message = messageIn(provider, answer);
    assert.is(message['reasoning_content'], 'I must look.');
    assert.equal(stripped(turnsAfter(provider, answer, message)), carries);
  });

  Turns(`keeps them too where it was streamed: ${title}`, () => {
    const message = streamedMessage(provider, answer);
    assert.is(message['reasoning_content'], 'I must look.');
    assert.equal(stripped(turnsAfter(provider, answer, message)), carries);
  });
}

/** Without the index of a streamed call, which OpenAI's own client sends back too. */
const stripped = (turns: JsonObject[]): JsonObject[] =>
  turns.map((turn) =>
    Array.isArray(turn['tool_calls'])
      ? {
          ...turn,
          tool_calls: objectsOf(turn['tool_calls']).map(({ index: _index, ...one }) => one),
        }
      : turn,
  );

Turns.run();
