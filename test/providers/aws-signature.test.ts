import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { signRequest } from '../../lib/providers/aws-signature.ts';
import { signLikeAws } from '../support/aws-signer.ts';

const AwsSignature = suite('aws-signature');

/** Of AWS's published test suite for Signature Version 4. */
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
};
const scope = { service: 'service', region: 'us-east-1', time: new Date('2015-08-30T12:36:00Z') };

AwsSignature('signs as in AWS’s example post-vanilla', async () => {
  const request = { baseUrl: 'https://example.amazonaws.com', path: '/', headers: {}, body: '' };
  const { headers } = await signRequest(request, credentials, scope);
  assert.equal(headers, {
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
      'SignedHeaders=host;x-amz-date, ' +
      'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    'x-amz-date': '20150830T123600Z',
  });
});

const bedrock = { ...scope, service: 'bedrock' };
const ids = [
  'us.amazon.nova-lite-v1:0',
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-v1:0',
  "odd name (1)*'!~é",
];

for (const id of ids) {
  AwsSignature(`signs the path of ${id} as AWS's own library does`, async () => {
    const path = `/model/${encodeURIComponent(id)}/converse`;
    const host = 'bedrock-runtime.us-east-1.amazonaws.com';
    const headers = { 'content-type': 'application/json' };
    const body = '{"messages":[{"role":"user","content":[{"text":"Grüße"}]}]}';
    const holder = { ...credentials, sessionToken: 'token/+=' };
    const signed = await signRequest(
      { baseUrl: `https://${host}/`, path, headers, body },
      holder,
      bedrock,
    );
    const expected = { path, headers: { ...headers, host }, body };
    assert.is(signed.headers['authorization'], await signLikeAws(expected, holder, bedrock));
    assert.is(signed.headers['x-amz-security-token'], 'token/+=');
    assert.is(signed.headers['content-type'], 'application/json');
    assert.is(signed.path, path);
    assert.is(signed.body, body);
  });
}

AwsSignature(
  'signs the port of an address that has one, and the path before the operation',
  async () => {
    const signed = await signRequest(
      {
        baseUrl: 'http://127.0.0.1:4000/proxy',
        path: '/model/m%3A0/invoke',
        headers: {},
        body: '{}',
      },
      credentials,
      bedrock,
    );
    const expected = {
      path: '/proxy/model/m%3A0/invoke',
      headers: { host: '127.0.0.1:4000' },
      body: '{}',
    };
    assert.is(signed.headers['authorization'], await signLikeAws(expected, credentials, bedrock));
  },
);

AwsSignature.run();
