import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readJson, withSimulator } from './with-simulator.ts';

const Completions = suite('simulated completions');

const hashOf = (prompt: string): string =>
  createHash('sha256')
    .update(JSON.stringify([0, prompt]))
    .digest('hex')
    .slice(0, 16);

Completions('answer each prompt as if it had come alone', () =>
  withSimulator({}, async ({ post }) => {
    const response = await post('/v1/completions', { model: 'm', prompt: ['a', 'b'] });
    const { object, choices, usage } = await readJson(response);
    assert.is(object, 'text_completion');
    assert.equal(
      choices.map((choice: { index: number; text: string }) => [choice.index, choice.text]),
      [
        [0, `${hashOf('a')} a`],
        [1, `${hashOf('b')} b`],
      ],
    );
    assert.is(usage.completion_tokens, 10);
    const alone = await readJson(await post('/v1/completions', { model: 'm', prompt: 'b' }));
    assert.is(alone.choices[0].text, `${hashOf('b')} b`);
  }),
);

Completions('stream the text of each prompt and end', () =>
  withSimulator({}, async ({ post }) => {
    const body = { model: 'm', prompt: ['a', 'b'], stream: true, max_tokens: 2 };
    const stream = await (await post('/v1/completions', body)).text();
    const events = stream.split('\n\n').filter((part) => part !== '');
    assert.is(events.pop(), 'data: [DONE]');
    const texts = ['', ''];
    const finishes: string[] = [];
    for (const event of events) {
      const [{ index, text, finish_reason }] = JSON.parse(event.slice('data: '.length)).choices;
      texts[index] += text;
      if (finish_reason) finishes[index] = finish_reason;
    }
    assert.equal(texts, [hashOf('a').slice(0, 8), hashOf('b').slice(0, 8)]);
    assert.equal(finishes, ['length', 'length']);
  }),
);

Completions.run();
