import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { bedrock } from '../../lib/providers/bedrock.ts';
import { isFailure, type ProviderOperation } from '../../lib/providers/provider.ts';
import { Transport } from '../../lib/providers/transport.ts';
import { signLikeAws } from '../support/aws-signer.ts';
import { deployment, upstreamErrorOf } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingsOf } from '../support/recordings.ts';
import { json, withUpstream } from '../support/upstream.ts';

const Bedrock = suite('bedrock');

const keys = { aws_access_key_id: 'AK', aws_secret_access_key: 'SK', aws_session_token: 'TK' };
const options = { ...keys, aws_region_name: 'eu-west-1' };
const base = 'https://bedrock-runtime.eu-west-1.amazonaws.com';
const target = deployment({ upstreamModel: 'maker.model-v1:0', baseUrl: base, options });

const write = (operation: ProviderOperation, isStream = false, upstreamModel = 'maker.m-v1:0') => {
  const body = operation === 'embed' ? { input: 'a' } : { messages: [] };
  return bedrock.request({ operation, body, isStream }, { ...target, upstreamModel });
};

Bedrock('sends each operation to its own path', () => {
  assert.equal(write('chat'), {
    baseUrl: base,
    path: '/model/maker.m-v1%3A0/converse',
    headers: { 'content-type': 'application/json' },
    body: { messages: [] },
  });
  assert.is(write('chat', true).path, '/model/maker.m-v1%3A0/converse-stream');
  const titan = 'us-east-1/amazon.titan-embed-text-v2:0';
  assert.is(write('embed', false, titan).path, '/model/amazon.titan-embed-text-v2%3A0/invoke');
});

for (const operation of ['complete', 'rerank', 'countTokens'] as const) {
  Bedrock(`does not offer ${operation}`, () => {
    assert.throws(
      () => write(operation),
      (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_operation',
    );
  });
}

Bedrock('has its address from the region, the name’s first, unless an endpoint is given', () => {
  const model = 'maker.m-v1:0';
  assert.is(bedrock.addressOf?.(options, model), base);
  assert.is(
    bedrock.addressOf?.(options, `us-east-1/${model}`),
    'https://bedrock-runtime.us-east-1.amazonaws.com',
  );
  assert.is(bedrock.addressOf?.({}, model), undefined);
  const endpoint = { ...options, aws_bedrock_runtime_endpoint: 'https://vpce.host' };
  assert.is(bedrock.addressOf?.(endpoint, model), 'https://vpce.host');
});

Bedrock('tells what a target lacks', () => {
  const missingIn = (more: object) => bedrock.findMissing?.({ ...target, ...more });
  assert.is(missingIn({}), undefined);
  assert.is(missingIn({ options: keys }), 'aws_region_name');
  assert.is(missingIn({ options: keys, upstreamModel: 'us-east-1/maker.m' }), undefined);
  assert.is(missingIn({ options: { aws_region_name: 'eu-west-1' } }), 'aws_access_key_id');
  assert.is(missingIn({ options: {}, apiKey: 'k' }), undefined);
  assert.is(missingIn({ options: {}, apiKey: 'k', baseUrl: '' }), 'aws_region_name');
});

Bedrock('shows a key of its own instead of a signature', async () => {
  const request = { ...write('chat'), body: '{}' };
  const sent = await bedrock.authorize?.(request, { ...target, apiKey: 'bedrock-api-key-1' });
  assert.equal(sent?.headers, {
    'content-type': 'application/json',
    authorization: 'Bearer bedrock-api-key-1',
  });
});

Bedrock('fails without credentials', async () => {
  const request = { ...write('chat'), body: '{}' };
  const sent = bedrock.authorize?.(request, { ...target, options: {} });
  assert.is((await upstreamErrorOf(Promise.resolve(sent))).kind, 'auth');
});

Bedrock('signs what really goes over the wire', () =>
  withUpstream([json(200, {})], async ({ url, seen }) => {
    const transport = new Transport({});
    const upstreamModel = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.maker.m-v1:0';
    const here = { ...target, baseUrl: url, upstreamModel };
    const written = { ...write('chat', false, upstreamModel), baseUrl: url };
    const body = '{"messages":[{"role":"user","content":[{"text":"Grüße"}]}]}';
    const sent = await bedrock.authorize?.({ ...written, body }, here);
    if (!sent) throw new TypeError('nothing was signed');
    const patient = { totalMs: 10_000, firstMs: 10_000, idleMs: 10_000 };
    await transport.plain(sent, patient, new AbortController().signal);
    await transport.close();
    const [first] = seen;
    if (!first) throw new TypeError('nothing was sent');
    const { path, headers } = first;
    const date = String(headers['x-amz-date']);
    const time = new Date(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
    const expected = await signLikeAws(
      { path, headers: { host: headers.host ?? '' }, body },
      { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'TK' },
      { service: 'bedrock', region: 'us-east-1', time },
    );
    assert.is(headers.authorization, expected);
    assert.is(
      path,
      '/v1/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.maker.m-v1%3A0/converse',
    );
  }),
);

Bedrock('reads the answers of its operations', () => {
  const call = (operation: ProviderOperation) => ({ operation, body: {}, isStream: false });
  const embedding = { embedding: [1], inputTextTokenCount: 1 };
  assert.not.ok(isFailure(bedrock.readAnswer(call('embed'), embedding, target, {})));
  const answer = { output: { message: { content: [{ text: 'a' }] } }, stopReason: 'end_turn' };
  assert.not.ok(isFailure(bedrock.readAnswer(call('chat'), answer, target, {})));
  assert.ok(isFailure(bedrock.readAnswer(call('chat'), embedding, target, {})));
});

Bedrock('reads recorded errors', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const apis = ['bedrock.converse', 'bedrock.converse-stream', 'bedrock.invoke'];
  const failed = apis.flatMap(recordingsOf).filter(({ status }) => status >= 400);
  assert.is(failed.length, 6);
  for (const { id, status, headers, body } of failed) {
    const { kind, message } = bedrock.readFailure(status, headers, body);
    assert.is(kind, status === 403 ? 'auth' : 'bad_request', id);
    assert.is(message, JSON.parse(body).message, id);
  }
});

Bedrock.run();
