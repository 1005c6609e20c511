import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compose, type Middleware } from '../../lib/llm/handler.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { context, request, scripted } from '../support/calls.ts';

const Compose = suite('compose');

const reply = new PlainReply({ body: {}, source: { model: 'm', deployment: 'd' } });

Compose('makes the first middleware the outermost', async () => {
  const order: string[] = [];
  const named =
    (name: string): Middleware =>
    (next) =>
    async (asked, given) => {
      order.push(name);
      return next(asked, given);
    };
  const { handler, requests } = scripted(reply);
  const call = compose([named('outer'), named('inner')], handler);
  const asked = request();
  assert.is(await call(asked, context()), reply);
  assert.equal(order, ['outer', 'inner']);
  assert.is(requests[0], asked);
});

Compose('is the handler itself without middleware', () => {
  const { handler } = scripted(reply);
  assert.is(compose([], handler), handler);
});

Compose.run();
