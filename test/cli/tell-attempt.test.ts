import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Log, type LogFields } from '../../lib/cli/log.ts';
import { tellAttempt } from '../../lib/cli/tell-attempt.ts';
import { noUsage } from '../../lib/usage.ts';

const Tell = suite('tell attempt');

const attempt = {
  stage: 'label',
  deployment: 'm@openai',
  status: '200',
  kind: undefined,
  message: undefined,
  durationMs: 12.6,
  usage: { ...noUsage, promptTokens: 7, completionTokens: 3 },
  cost: 1_000_000_000n,
};

function told(event: Parameters<typeof tellAttempt>[0]) {
  const messages: { text: string; fields: LogFields | undefined }[] = [];
  const write = (_severity: string, text: string, fields?: LogFields) =>
    messages.push({ text, fields });
  tellAttempt(event, new Log('debug', { write, statusLine: undefined }));
  return messages[0];
}

Tell('tells a success with its tokens and its cost', () => {
  assert.equal(told(attempt), {
    text: 'label: m@openai 200 in 13 ms, 7 + 3 tokens, $0.001',
    fields: {
      ...{ event: 'attempt', stage: 'label', deployment: 'm@openai', status: '200' },
      ...{ kind: undefined, message: undefined },
      ...{ duration_ms: 13, prompt_tokens: 7, completion_tokens: 3, cost_usd: 0.001 },
    },
  });
});

Tell('tells a failure with its kind and message', () => {
  const kind = 'rate_limited' as const;
  const message = 'slow down';
  const failed = { ...attempt, status: '429', kind, message, usage: undefined, cost: undefined };
  const { text, fields } = told(failed) ?? {};
  assert.is(text, 'label: m@openai 429 in 13 ms, rate_limited: slow down');
  assert.equal([fields?.['kind'], fields?.['message']], [kind, message]);
});

Tell.run();
