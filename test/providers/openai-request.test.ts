import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { type Quirks, wantsUsage, writeOpenAiBody } from '../../lib/providers/openai-request.ts';
import type { ProviderCall } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const Request = suite('openai request');

const call = (body: JsonObject, more: Partial<ProviderCall> = {}): ProviderCall => ({
  operation: 'chat',
  isStream: false,
  body,
  ...more,
});

const write = (body: JsonObject, quirks: Quirks = {}, more?: Partial<ProviderCall>): JsonObject =>
  writeOpenAiBody(call(body, more), 'up', quirks);

Request('keeps the body but for the name of the model', () => {
  const body = { model: 'm', messages: [{ role: 'user', content: [] }], seed: null };
  assert.equal(write(body), { ...body, model: 'up' });
  assert.is(body.model, 'm');
});

const streamed = { isStream: true };

Request('asks a stream for its usage, unless the request or the vendor forbids it', () => {
  const asked = { model: 'up', stream: true, stream_options: { include_usage: true } };
  assert.equal(write({ stream: false }, {}, streamed), asked);
  const own = { stream_options: { include_usage: false } };
  assert.equal(write(own, {}, streamed), { ...asked, ...own });
  const more = { stream_options: { include_obfuscation: false } };
  const all = { include_usage: true, include_obfuscation: false };
  assert.equal(write(more, {}, streamed), { ...asked, stream_options: all });
  assert.equal(write({ stream_options: null }, {}, streamed), asked);
  for (const body of [{}, own, more]) {
    const sent = write(body, { streamOptions: false }, streamed);
    assert.equal(sent, { model: 'up', stream: true });
  }
});

Request('knows whether the usage is wanted', () => {
  assert.ok(wantsUsage(call({})));
  assert.ok(wantsUsage(call({ stream_options: null })));
  assert.ok(wantsUsage(call({ stream_options: {} })));
  assert.ok(wantsUsage(call({ stream_options: { include_usage: true } })));
  assert.not(wantsUsage(call({ stream_options: { include_usage: false } })));
});

Request('puts the prefix before a name that has none', () => {
  const quirks = { modelPrefix: 'accounts/' };
  assert.is(write({}, quirks)['model'], 'accounts/up');
  assert.is(writeOpenAiBody(call({}), 'a/b', quirks)['model'], 'a/b');
});

Request('renames parameters of any operation', () => {
  const quirks = { renames: { a: 'b', c: 'd' } };
  for (const operation of ['chat', 'rerank'] as const) {
    const body = { a: 1, c: 2, e: 3 };
    assert.equal(write(body, quirks, { operation }), { b: 1, d: 2, e: 3, model: 'up' });
  }
  assert.equal(write({ a: 1, b: 2 }, quirks), { b: 2, model: 'up' });
  assert.equal(write({ a: 1, b: null }, quirks), { b: 1, model: 'up' });
  assert.equal(write({ a: null }, quirks), { b: null, model: 'up' });
});

Request('gives one limit of tokens where the request has both names, the newer', () => {
  const both = { max_completion_tokens: 5, max_tokens: 4 };
  const older = { renames: { max_completion_tokens: 'max_tokens' } };
  assert.equal(write(both, older), { max_tokens: 5, model: 'up' });
  assert.equal(write({ ...both, max_completion_tokens: null }, older), {
    max_tokens: 4,
    model: 'up',
  });
  const newer = { renames: { max_tokens: 'max_completion_tokens' } };
  assert.equal(write(both, newer), { max_completion_tokens: 5, model: 'up' });
});

Request('refuses what the vendor does not take, in chats only', () => {
  const quirks = { unsupported: ['seed', 'n'] };
  for (const name of quirks.unsupported) {
    assert.throws(
      () => write({ [name]: 0 }, quirks),
      (error: unknown) => error instanceof UnsupportedParameter && error.parameter === name,
    );
  }
  assert.equal(write({ seed: null }, quirks), { model: 'up' });
  assert.equal(write({ seed: 1 }, quirks, { operation: 'embed' }), { seed: 1, model: 'up' });
});

Request('joins parts of text where a vendor takes no parts', () => {
  const quirks: Quirks = { textContent: true };
  const text = (value: string) => ({ type: 'text', text: value });
  const image = { type: 'image_url', image_url: { url: 'u' } };
  const messages = [
    { role: 'user', content: [text('a'), text('b')] },
    { role: 'user', content: [text('a'), image] },
    { role: 'user', content: [text('a'), 'odd'] },
    { role: 'user', content: [{ type: 'odd', text: 'a' }, null] },
    { role: 'user', content: [{ type: 'odd', text: 'a' }] },
    { role: 'user', content: [{ type: 'text' }] },
    { role: 'user', content: 'c' },
    { role: 'user', content: [] },
    'odd',
  ];
  const [first, ...others] = messages;
  const expected = [{ role: 'user', content: 'ab' }, ...others];
  expected[7] = { role: 'user', content: '' };
  assert.equal(write({ messages }, quirks)['messages'], expected);
  assert.equal(write({ messages })['messages'], [first, ...others]);
  assert.equal(write({ messages: 'odd' }, quirks), { messages: 'odd', model: 'up' });
  const asked = write({ messages }, quirks, { operation: 'complete' });
  assert.is(asked['messages'], messages);
});

Request('calls a required tool as the vendor does', () => {
  const quirks: Quirks = { requiredToolChoice: 'any' };
  assert.is(write({ tool_choice: 'required' }, quirks)['tool_choice'], 'any');
  assert.is(write({ tool_choice: 'auto' }, quirks)['tool_choice'], 'auto');
  assert.is(write({ tool_choice: 'required' })['tool_choice'], 'required');
  assert.not('tool_choice' in write({}, quirks));
});

Request.run();
