import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { GoogleCredentials } from '../../lib/providers/google-credentials.ts';
import { listen, shut } from '../support/upstream.ts';

const Credentials = suite('google-credentials');

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const accountAt = (url: string, more: JsonObject = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'project-1',
    client_email: 'robot@project-1.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: `${url}/token`,
    ...more,
  });

type Answer = (response: ServerResponse) => void;

const token: Answer = (response) => {
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ access_token: 'ya29.1', expires_in: 3600, token_type: 'Bearer' }));
};

const refusal: Answer = (response) => {
  response
    .writeHead(400, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error: 'invalid_grant', error_description: 'Unknown account' }));
};

/** Runs `use` beside a token endpoint that answers so; what it was asked, form by form. */
async function withEndpoint(
  answer: Answer,
  use: (url: string, asked: URLSearchParams[]) => Promise<void>,
): Promise<void> {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    void readText(request).then((form) => {
      asked.push(new URLSearchParams(form));
      answer(response);
    });
  });
  try {
    await use(await listen(server), asked);
  } finally {
    await shut(server);
  }
}

function claimsOf(form: URLSearchParams | undefined): JsonObject {
  const [, claims = ''] = form?.get('assertion')?.split('.') ?? [];
  const json: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
  return isJsonObject(json) ? json : {};
}

async function failureOf(headers: Promise<unknown>): Promise<UpstreamError> {
  try {
    await headers;
  } catch (error) {
    if (error instanceof UpstreamError) return error;
  }
  throw new TypeError('no UpstreamError came');
}

Credentials('gets a token at the address in the credentials, once for many requests', () =>
  withEndpoint(token, async (url, asked) => {
    const credentials = new GoogleCredentials();
    const account = accountAt(url);
    const both = await Promise.all([credentials.headers(account), credentials.headers(account)]);
    both.push(await credentials.headers(account));
    for (const headers of both) assert.equal(headers, { authorization: 'Bearer ya29.1' });
    assert.is(asked.length, 1);
    const { iss, scope } = claimsOf(asked[0]);
    assert.is(iss, 'robot@project-1.iam.gserviceaccount.com');
    assert.is(scope, 'https://www.googleapis.com/auth/cloud-platform');
  }),
);

Credentials('reads them from a file once it is there, and tells their project', () =>
  withEndpoint(token, async (url) => {
    const path = join(tmpdir(), `llm-pipe-credentials-${process.pid}.json`);
    const credentials = new GoogleCredentials();
    assert.match((await failureOf(credentials.headers(path))).message, 'ENOENT');
    writeFileSync(path, accountAt(url));
    try {
      assert.is(await credentials.project(path), 'project-1');
      assert.equal(await credentials.headers(path), { authorization: 'Bearer ya29.1' });
    } finally {
      rmSync(path);
    }
  }),
);

Credentials('takes the tokens of other identity providers', () =>
  withEndpoint(token, async (url, asked) => {
    const path = join(tmpdir(), `llm-pipe-subject-${process.pid}.jwt`);
    writeFileSync(path, 'subject');
    const external = JSON.stringify({
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${url}/token`,
      credential_source: { file: path },
    });
    try {
      const headers = await new GoogleCredentials().headers(external);
      assert.is(headers['authorization'], 'Bearer ya29.1');
      assert.is(asked[0]?.get('subject_token'), 'subject');
    } finally {
      rmSync(path);
    }
  }),
);

Credentials("takes AWS's identities", async () => {
  const external = {
    type: 'external_account',
    audience: 'a',
    subject_token_type: 't',
    credential_source: { environment_id: 'azure1', regional_cred_verification_url: 'https://sts' },
  };
  const { message } = await failureOf(new GoogleCredentials().headers(JSON.stringify(external)));
  assert.match(message, 'No valid AWS "credential_source"');
});

Credentials('fails with the reason when Google refuses, and asks anew the next time', () =>
  withEndpoint(refusal, async (url, asked) => {
    const credentials = new GoogleCredentials();
    const account = accountAt(url);
    const { kind, message } = await failureOf(credentials.headers(account));
    assert.is(kind, 'auth');
    assert.match(message, 'invalid_grant: Unknown account');
    await failureOf(credentials.headers(account));
    assert.is(asked.length, 2);
  }),
);

Credentials('calls it the network when no endpoint answers', async () => {
  const server = createServer();
  const url = await listen(server);
  await shut(server);
  const { kind } = await failureOf(new GoogleCredentials().headers(accountAt(url)));
  assert.is(kind, 'network');
});

const broken: [string, string, string][] = [
  ['text that is not JSON', '{secret', 'the credentials are not JSON'],
  ['an unknown type', '{"type":"magic"}', 'the type "magic" cannot be used'],
  ['a login without a client', '{"type":"authorized_user"}', 'no "client_id"'],
  ['a missing member', accountAt('http://127.0.0.1', { private_key: '' }), 'no "private_key"'],
];

for (const [name, text, reason] of broken) {
  Credentials(`fails for ${name}`, async () => {
    const { kind, message } = await failureOf(new GoogleCredentials().headers(text));
    assert.is(kind, 'auth');
    assert.match(message, reason);
    assert.not.match(message, 'secret');
  });
}

Credentials('needs a project in the credentials when it is asked for', async () => {
  const account = accountAt('http://127.0.0.1', { project_id: '' });
  const { message } = await failureOf(new GoogleCredentials().project(account));
  assert.match(message, 'set vertex_project');
});

Credentials.run();
