import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findCredentials, findMissingCredentials } from '../../lib/providers/aws-credentials.ts';
import { upstreamErrorOf } from '../support/calls.ts';

const AwsCredentials = suite('aws-credentials');

const profiles = `
# comment
[default]
aws_access_key_id=D
aws_secret_access_key=DS

[ work ]
aws_access_key_id = W
aws_secret_access_key = W/S+=
aws_session_token = WT
region = eu-west-1

[half]
aws_access_key_id = H
`;

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aws-credentials-'));
  const file = join(folder, 'credentials');
  try {
    writeFileSync(file, profiles);
    await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

AwsCredentials('takes those that are given', async () => {
  const keys = { aws_access_key_id: 'A', aws_secret_access_key: 'S' };
  assert.equal(await findCredentials({ ...keys, aws_session_token: 'T' }), {
    accessKeyId: 'A',
    secretAccessKey: 'S',
    sessionToken: 'T',
  });
  assert.is((await findCredentials(keys)).sessionToken, undefined);
});

AwsCredentials('takes those of the profile that is named, whatever else is given', () =>
  withFile(async (file) => {
    const given = { aws_access_key_id: 'A', aws_secret_access_key: 'S' };
    const options = { ...given, aws_profile_name: 'work', aws_shared_credentials_file: file };
    assert.equal(await findCredentials(options), {
      accessKeyId: 'W',
      secretAccessKey: 'W/S+=',
      sessionToken: 'WT',
    });
  }),
);

AwsCredentials('tells what a profile lacks', () =>
  withFile(async (file) => {
    const ask = (profile: string, path = file) =>
      upstreamErrorOf(
        findCredentials({ aws_profile_name: profile, aws_shared_credentials_file: path }),
      );
    const half = await ask('half');
    assert.is(half.kind, 'auth');
    assert.is(half.message, `[half] in ${file} has no aws_secret_access_key`);
    assert.is((await ask('gone')).message, `[gone] in ${file} has no aws_access_key_id`);
    assert.match((await ask('work', `${file}.gone`)).message, /ENOENT/);
  }),
);

AwsCredentials('names the option that is missing', () => {
  assert.is(findMissingCredentials({}), 'aws_access_key_id');
  assert.is(findMissingCredentials({ aws_access_key_id: 'A' }), 'aws_secret_access_key');
  const both = { aws_access_key_id: 'A', aws_secret_access_key: 'S' };
  assert.is(findMissingCredentials(both), undefined);
  assert.is(findMissingCredentials({ aws_profile_name: 'work' }), undefined);
});

AwsCredentials.run();
