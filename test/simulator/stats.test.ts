import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chat, readJson, withSimulator } from './with-simulator.ts';

const Statistics = suite('simulator statistics');

Statistics('count routes, answers and tokens, and are the same over HTTP', () =>
  withSimulator({ limits: { requests_per_minute: 3 } }, async ({ url, post, stats }) => {
    const { usage } = await readJson(await post('/chat/completions', chat('a')));
    await post('/v1/completions', '{');
    await post('/embeddings', { model: 'm', input: '1234' });
    await fetch(`${url}/nothing`);
    await post('/chat/completions', chat('b', { stream: true }));
    await post('/chat/completions', chat('c'));
    const counts = stats();
    assert.is(counts.requests, 6);
    assert.equal(counts.requestsByRoute, {
      chat: 3,
      completions: 1,
      embeddings: 1,
      rerank: 0,
      count_tokens: 0,
      models: 0,
      health: 0,
      stats: 0,
      unknown: 1,
    });
    assert.equal(counts.answers, { '200': 3, '400': 1, '404': 1, '429': 1 });
    assert.is(counts.granted, 3);
    assert.equal(counts.rateLimited, { byLimit: 1, byFault: 0 });
    assert.is(counts.promptTokens, 2 * usage.prompt_tokens + 2);
    assert.is(counts.completionTokens, 2 * usage.completion_tokens);
    assert.is(counts.inFlight, 0);
    assert.is(counts.peakInFlight, 1);
    assert.is(counts.peakPerSecond, 3);
    const overHttp = await readJson(await fetch(`${url}/__stats`));
    assert.equal(overHttp, {
      ...counts,
      requests: 7,
      requestsByRoute: { ...counts.requestsByRoute, stats: 1 },
    });
  }),
);

Statistics('do not change behind the back of whoever took them', () =>
  withSimulator({}, async ({ post, stats }) => {
    const before = stats();
    await post('/chat/completions', chat('a'));
    assert.is(before.requestsByRoute.chat, 0);
    assert.equal(before.answers, {});
  }),
);

Statistics.run();
