import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import type { Reply, Request } from '../../lib/llm/handler.ts';
import { createSend, type SendObserver } from '../../lib/llm/send.ts';
import { Transport } from '../../lib/providers/transport.ts';
import { noRules } from '../../lib/providers/write-request.ts';
import { noUsage } from '../../lib/usage.ts';
import {
  attemptContext,
  deployment,
  readChunks,
  request,
  upstreamErrorOf,
} from '../support/calls.ts';
import {
  type Answer,
  chat,
  completion,
  delta,
  done,
  hang,
  json,
  raw,
  refusal,
  type Seen,
  stream,
  streamOf,
  withUpstream,
} from '../support/upstream.ts';

const Send = suite('send');

type Ask = (more?: Partial<Request>, signal?: AbortSignal) => Promise<Reply>;

/** Sends to an upstream that gives this answer. */
const sending = (
  answer: Answer,
  use: (ask: Ask, seen: readonly Seen[]) => Promise<void>,
  more: Partial<Deployment> = {},
  observer: SendObserver = {},
): Promise<void> =>
  withUpstream([answer], async ({ url, seen }) => {
    const transport = new Transport({});
    const send = createSend(transport, observer);
    const target = deployment({ baseUrl: url, ...more });
    const ask: Ask = (asked, signal = new AbortController().signal) =>
      send(request(asked), attemptContext({ deployment: target, signal }));
    try {
      await use(ask, seen);
    } finally {
      await transport.close();
    }
  });

const usage = { ...noUsage, promptTokens: 7, completionTokens: 3 };
const source = { model: 'm', deployment: 'm@openai_compatible' };

Send('sends the request as it is, to the model and with the key of the deployment', () =>
  sending(
    chat('Hi'),
    async (ask, seen) => {
      await ask({ body: { messages: [], temperature: 0.5, odd: { a: 1 } } });
      const [first] = seen;
      assert.equal(first?.body, {
        messages: [],
        temperature: 0.5,
        odd: { a: 1 },
        model: 'upstream-m',
      });
      assert.equal(
        [first?.path, first?.headers.authorization],
        ['/v1/chat/completions', 'Bearer sk-1'],
      );
    },
    { apiKey: 'sk-1' },
  ),
);

Send('gives a plain answer with its bytes, its usage and its source', () =>
  sending(raw(200, ` ${JSON.stringify(completion('Hi'))}\n`), async (ask) => {
    const reply = await ask();
    assert.equal([reply.status, reply.source], [200, source]);
    assert.equal(reply.answer, { body: completion('Hi'), source });
    const [chunk] = await readChunks(reply);
    assert.is(chunk?.bytes.toString(), ` ${JSON.stringify(completion('Hi'))}\n`);
    assert.equal(await reply.done, { error: undefined, usage });
  }),
);

Send('resolves with a stream at its first output', () =>
  sending(stream(streamOf('a').slice(0, 2), 'hang'), async (ask, seen) => {
    const controller = new AbortController();
    const reply = await ask({ stream: true }, controller.signal);
    assert.equal([reply.status, reply.source, reply.answer], [200, source, undefined]);
    assert.equal(
      [seen[0]?.body['stream'], seen[0]?.body['stream_options']],
      [true, { include_usage: true }],
    );
    controller.abort();
    assert.is((await reply.done).error?.kind, 'aborted');
    await seen[0]?.closed;
  }),
);

Send('gives all events of a stream, then its usage', () =>
  sending(stream(streamOf('a', 'b')), async (ask) => {
    const reply = await ask({ stream: true });
    const chunks = await readChunks(reply);
    assert.is(chunks.map(({ bytes }) => bytes.toString()).join(''), streamOf('a', 'b').join(''));
    assert.equal(await reply.done, { error: undefined, usage });
  }),
);

const failures: [
  name: string,
  answer: Answer,
  kind: FailureKind,
  status: number,
  message: string,
][] = [
  [
    'a refusal',
    refusal(400),
    'bad_request',
    400,
    'openai_compatible answered 400: refused with 400',
  ],
  ['a limit', refusal(429), 'rate_limited', 429, 'openai_compatible answered 429'],
  ['an empty account', refusal(429, 'insufficient_quota'), 'quota_exceeded', 429, 'answered 429'],
  ['a wrong key', refusal(401), 'auth', 401, 'openai_compatible answered 401'],
  [
    'a failure',
    raw(502, '<html>Bad gateway</html>'),
    'server_error',
    502,
    'answered 502: Bad gateway',
  ],
  ['no body', raw(500, ''), 'server_error', 500, 'openai_compatible answered 500: no message'],
  ['a redirect', raw(302, '', { location: '/' }), 'server_error', 302, 'answered 302'],
  ['HTML', raw(200, '<html>Log in</html>'), 'server_error', 200, "is not the API's"],
  ['half of a JSON', raw(200, '{"choices":['), 'server_error', 200, "is not the API's"],
  ['no choices', json(200, { object: 'x' }), 'server_error', 200, 'no choices'],
  ['an error object', json(200, { error: { message: 'odd' } }), 'server_error', 200, 'odd'],
  [
    'an error with a status',
    json(200, { error: { code: 429 } }),
    'rate_limited',
    200,
    'no message',
  ],
];

for (const [name, answer, kind, status, message] of failures) {
  for (const isStream of [false, true]) {
    Send(`takes ${name} for ${kind}, ${isStream ? 'streamed' : 'plain'}`, () =>
      sending(answer, async (ask) => {
        const error = await upstreamErrorOf(ask({ stream: isStream }));
        assert.equal([error.kind, error.status], [kind, status]);
        assert.equal([error.provider, error.model], ['openai_compatible', 'm']);
        assert.match(error.message, message);
      }),
    );
  }
}

for (const status of [200, 201, 206, 299]) {
  Send(`takes the status ${status} for a success`, () =>
    sending(json(status, completion('Hi')), async (ask) => {
      const reply = await ask();
      assert.equal([reply.status, reply.answer?.body], [200, completion('Hi')]);
    }),
  );

  Send(`reads a stream with the status ${status}`, () =>
    sending(
      (response) => {
        response.writeHead(status, { 'content-type': 'text/event-stream' });
        response.end(streamOf('a').join(''));
      },
      async (ask) => {
        const reply = await ask({ stream: true });
        assert.is(reply.status, 200);
        assert.equal(await reply.done, { error: undefined, usage });
      },
    ),
  );
}

Send('takes the statuses around those of success for failures', async () => {
  for (const status of [300, 399]) {
    await sending(json(status, completion('Hi')), async (ask) => {
      for (const isStream of [false, true]) {
        assert.is((await upstreamErrorOf(ask({ stream: isStream }))).status, status);
      }
    });
  }
});

const noting = (dropped: string[]): SendObserver => ({
  onDropped: ({ id }, parameter) => dropped.push(`${id} ${parameter}`),
});

Send('leaves out what the provider cannot take, and tells so at each request', async () => {
  const dropped: string[] = [];
  const rules = { ...noRules, dropUnsupported: true, defaults: { seed: 1 } };
  await sending(
    json(200, { message: { content: [] } }),
    async (ask, seen) => {
      await ask({ body: { messages: [], n: 2 } });
      assert.not('n' in (seen[0]?.body ?? {}));
      assert.is(seen[0]?.body['seed'], 1);
    },
    { provider: 'cohere', rules },
    noting(dropped),
  );
  assert.equal(dropped, ['m@openai_compatible n']);
});

Send('refuses what the provider cannot take, before any request', async () => {
  const dropped: string[] = [];
  await sending(
    chat('Hi'),
    async (ask, seen) => {
      for (const isStream of [false, true]) {
        const error = await upstreamErrorOf(
          ask({ body: { messages: [], n: 2 }, stream: isStream }),
        );
        assert.equal([error.kind, error.code], ['bad_request', 'unsupported_parameter']);
        assert.match(error.message, 'cohere: "n"');
        assert.equal([error.provider, error.model], ['cohere', 'm']);
      }
      assert.is(seen.length, 0);
    },
    { provider: 'cohere' },
    noting(dropped),
  );
  assert.equal(dropped, []);
});

const aws = {
  provider: 'bedrock',
  upstreamModel: 'amazon.nova-lite-v1:0',
  options: {
    aws_region_name: 'eu-west-1',
    aws_access_key_id: 'AKIDEXAMPLE',
    aws_secret_access_key: 'secret',
  },
};

const converse = {
  output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
};

Send('signs a request whose credentials are no header of their own', () =>
  sending(
    json(200, converse),
    async (ask, seen) => {
      assert.equal(await (await ask()).done, { error: undefined, usage });
      assert.match(
        seen[0]?.headers.authorization ?? '',
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\//,
      );
      assert.not('model' in (seen[0]?.body ?? {}));
    },
    aws,
  ),
);

Send('shows each body as it goes out, with the stage that asks', async () => {
  const shown: string[] = [];
  const observer: SendObserver = { onBody: (stage, body) => shown.push(`${stage} ${body}`) };
  await sending(chat('Hi'), async (ask) => void (await ask({ body: { seed: 1 } })), {}, observer);
  assert.equal(shown, ['stage {"seed":1,"model":"upstream-m"}']);
});

Send('names the provider whose credentials are missing, without a request', () =>
  sending(
    json(200, converse),
    async (ask, seen) => {
      for (const isStream of [false, true]) {
        const error = await upstreamErrorOf(ask({ stream: isStream }));
        assert.equal([error.kind, error.provider, error.model], ['auth', 'bedrock', 'm']);
      }
      assert.is(seen.length, 0);
    },
    { ...aws, options: { aws_region_name: 'eu-west-1' } },
  ),
);

const bigCall = '{"function":{"name":"f","arguments":{"id":12345678901234567890}}}';
const bigLine = `{"message":{"content":"","tool_calls":[${bigCall}]},"done":true}`;

Send('keeps every digit of arguments that a provider sends as values', () =>
  sending(
    raw(200, bigLine),
    async (ask) => {
      const plain = JSON.stringify((await ask()).answer?.body);
      assert.match(plain, '{\\"id\\":12345678901234567890}');
      const chunks = await readChunks(await ask({ stream: true }));
      const streamed = chunks.map(({ bytes }) => bytes.toString()).join('');
      assert.match(streamed, '{\\"id\\":12345678901234567890}');
    },
    { provider: 'ollama' },
  ),
);

Send('keeps every digit of a request', () =>
  sending(chat('Hi'), async (ask, seen) => {
    await ask({ body: { messages: [], seed: 2n ** 60n + 1n } });
    assert.is(seen[0]?.body['seed'], 2n ** 60n + 1n);
  }),
);

Send('reads an answer after a byte order mark', () =>
  sending(raw(200, `\ufeff${JSON.stringify(completion('Hi'))}`), async (ask) => {
    assert.equal((await ask()).answer?.body, completion('Hi'));
  }),
);

Send('takes a list for another API, plain', () =>
  sending(json(200, []), async (ask) => {
    const error = await upstreamErrorOf(ask());
    assert.equal([error.kind, error.code], ['server_error', 'unexpected_body']);
  }),
);

Send('reads a stream that comes as a JSON array', () => {
  const counts = { prompt_tokens: 7, completion_tokens: 3 };
  const chunk = { choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' } }] };
  const last = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: counts };
  return sending(json(200, [chunk, last]), async (ask) => {
    const read = await readChunks(await ask({ stream: true }));
    assert.equal(
      read.map((each) => each.json()),
      [chunk, last, undefined],
    );
  });
});

Send('refuses a plain answer to a streamed call', () =>
  sending(chat('Hi'), async (ask) => {
    const error = await upstreamErrorOf(ask({ stream: true }));
    assert.equal([error.kind, error.code], ['server_error', 'unexpected_body']);
    assert.match(error.message, 'the answer is not streamed');
  }),
);

Send('reads how long to wait, and for which limit', () =>
  sending(
    refusal(429, null, { 'retry-after': '3', 'x-ratelimit-remaining-tokens': '0' }),
    async (ask) => {
      for (const isStream of [false, true]) {
        const error = await upstreamErrorOf(ask({ stream: isStream }));
        assert.equal([error.retryAfterMs, error.exhausted], [3_000, 'tokens']);
      }
    },
  ),
);

Send('passes on whether the provider would have the request again', () =>
  sending(refusal(500, null, { 'x-should-retry': 'false' }), async (ask) => {
    assert.is((await upstreamErrorOf(ask())).isRetryable, false);
  }),
);

Send('refuses an operation that the provider does not offer, without a request', () =>
  sending(chat('Hi'), async (ask, seen) => {
    for (const isStream of [false, true]) {
      const error = await upstreamErrorOf(ask({ operation: 'countTokens', stream: isStream }));
      assert.equal([error.kind, error.code], ['bad_request', 'unsupported_operation']);
    }
    assert.is(seen.length, 0);
  }),
);

const key = 'sk-very-secret-key-of-some-length';
const leaks: [name: string, answer: Answer][] = [
  ['an error object', json(401, { error: { message: `the key ${key} is wrong` } })],
  ['a text', raw(500, `the key ${key} is wrong`)],
  ['a text that is cut within it', raw(500, `${'x'.repeat(490)}${key}`)],
  ['an error in a success', json(200, { error: { message: `the key ${key} is wrong` } })],
  [
    'an error in a success that is cut within it',
    json(200, { error: { message: `${'x'.repeat(490)}${key}` } }),
  ],
];

for (const [name, answer] of leaks) {
  Send(`never tells the key that the upstream repeats in ${name}`, () =>
    sending(
      answer,
      async (ask) => {
        for (const isStream of [false, true]) {
          const { message } = await upstreamErrorOf(ask({ stream: isStream }));
          assert.not.match(message, 'sk-very');
          assert.match(message, '***');
        }
      },
      { apiKey: key },
    ),
  );
}

Send("bounds an attempt by the deployment's timeout", () =>
  sending(
    hang,
    async (ask) => {
      for (const isStream of [false, true]) {
        const error = await upstreamErrorOf(ask({ stream: isStream }));
        assert.equal(
          [error.kind, error.message, error.status],
          ['timeout', 'openai_compatible: no answer within 20 ms', undefined],
        );
      }
    },
    { timeoutMs: 20 },
  ),
);

Send("bounds the wait for a stream's output, but for no plain answer", () =>
  sending(
    (response, seen) => {
      if (seen.body['stream']) return hang(response, seen);
      return void setTimeout(() => chat('late')(response, seen), 40);
    },
    async (ask) => {
      const error = await upstreamErrorOf(ask({ stream: true }));
      assert.is(error.message, 'openai_compatible: no output within 20 ms');
      assert.is((await ask()).status, 200);
    },
    { streamTimeoutMs: 20 },
  ),
);

Send('names the provider of a stream that is incomplete', () =>
  sending(stream([delta('a')]), async (ask) => {
    const reply = await ask({ stream: true });
    const { error } = await reply.done;
    assert.equal([error?.code, error?.provider], ['stream_incomplete', 'openai_compatible']);
    assert.is(await upstreamErrorOf(readChunks(reply)), error);
  }),
);

Send('stops the upstream when the reader goes', () =>
  sending(stream([delta('a')], 'hang'), async (ask, seen) => {
    const reply = await ask({ stream: true });
    for await (const _ of reply.chunks) break;
    assert.is((await reply.done).error?.kind, 'aborted');
    await seen[0]?.closed;
  }),
);

Send('reads a stream of other operations too', () =>
  sending(
    stream([`data: {"choices":[{"text":"Once","finish_reason":"length"}]}\n\n`, done]),
    async (ask, seen) => {
      const reply = await ask({ operation: 'complete', stream: true });
      assert.is((await readChunks(reply)).length, 2);
      assert.is(seen[0]?.path, '/v1/completions');
    },
  ),
);

Send('does not know a provider that nobody has written', () =>
  sending(
    chat('Hi'),
    async (ask) => {
      const thrown = await Promise.resolve()
        .then(() => ask())
        .catch((error: unknown) => error);
      assert.match(String(thrown), 'no provider named nobody');
    },
    { provider: 'nobody' },
  ),
);

Send.run();
