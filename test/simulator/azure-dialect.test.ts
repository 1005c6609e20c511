import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { assertWithin, eventsOf } from './shapes.ts';
import { speakers } from './speakers.ts';
import { chat, readJson, withSimulator } from './with-simulator.ts';

const Azure = suite('dialect of Azure');

const { headers } = speakers.azure;
const version = '?api-version=2024-10-21';
const path = `/openai/deployments/my%20model/chat/completions${version}`;
const { model: _, ...question } = chat('Hi, dear pelican.');

Azure('has the shape of a recorded answer, with the results of filters', () =>
  withSimulator({ dialect: 'azure' }, async ({ post }) => {
    const answer = await readJson(await post(path, question, { headers }));
    assert.is(answer.model, 'my model');
    assert.is(answer.choices[0].content_filter_results.hate.severity, 'safe');
    assert.is(answer.prompt_filter_results[0].content_filter_results.jailbreak.detected, false);
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(answer, JSON.parse(recordingOf('chat.completions', 'a5a82e3ada3c').body));
  }),
);

Azure('has the events of a recorded stream, of which the first has no choices', () =>
  withSimulator({ dialect: 'azure' }, async ({ post }) => {
    const response = await post(path, { ...question, stream: true }, { headers });
    const events = eventsOf(await response.text());
    assert.equal(Object(events[0]).choices, []);
    assert.is(Object(events[0]).prompt_filter_results.length, 1);
    const results = events.slice(1).map((event) => Object(event).choices[0].content_filter_results);
    assert.equal([results[0], results.at(-1)], [{}, {}]);
    assert.ok(results.slice(1, -1).every(({ violence }) => violence.severity === 'safe'));
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(events, eventsOf(recordingOf('chat.completions', '76f98d2fb982').body));
  }),
);

Azure('serves completions and embeddings of a deployment, and all by its newer paths', () =>
  withSimulator({ dialect: 'azure' }, async ({ post }) => {
    for (const [base, query] of [
      ['/openai/deployments/m', version],
      ['/openai/v1', ''],
    ] as const) {
      const ask = async (operation: string, body: object) =>
        readJson(await post(`${base}/${operation}${query}`, { model: 'm', ...body }, { headers }));
      const completion = await ask('completions', { prompt: 'a' });
      assert.is(completion.choices[0].content_filter_results.hate.filtered, false);
      assert.is((await ask('embeddings', { input: 'a' })).data.length, 1);
      assert.match((await ask('chat/completions', question)).choices[0].message.content, 'pelican');
    }
  }),
);

Azure('takes the name of a deployment as it stands where it is wrongly encoded', () =>
  withSimulator({ dialect: 'azure' }, async ({ post }) => {
    const wrong = `/openai/deployments/50%/chat/completions${version}`;
    assert.is((await readJson(await post(wrong, question, { headers }))).model, '50%');
  }),
);

for (const [title, target, given, status] of [
  ['a key', path, {}, 401],
  ['an api-version', '/openai/deployments/m/chat/completions', headers, 404],
] as const) {
  Azure(`refuses a request without ${title}`, () =>
    withSimulator({ dialect: 'azure' }, async ({ post }) => {
      const response = await post(target, question, { headers: given });
      assert.is(response.status, status);
      assert.is((await readJson(response)).error.code, String(status));
    }),
  );
}

Azure('speaks of limits in its own manner', () =>
  withSimulator(
    { dialect: 'azure', faults: { '429': 1, retry_after: '1500ms' } },
    async ({ post }) => {
      const response = await post(path, question, { headers });
      assert.is(response.headers.get('retry-after-ms'), '1500');
      assert.is((await readJson(response)).error.code, 'RateLimitReached');
    },
  ),
);

Azure.run();
