import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UpstreamError } from '../errors.ts';
import type { AwsCredentials } from './aws-signature.ts';
import type { ProviderOption } from './provider.ts';

/** LiteLLM's names. */
export const credentialOptions: Readonly<Record<string, ProviderOption>> = {
  aws_access_key_id: { variables: ['AWS_ACCESS_KEY_ID'] },
  aws_secret_access_key: { variables: ['AWS_SECRET_ACCESS_KEY'], isSecret: true },
  aws_session_token: {
    variables: ['AWS_SESSION_TOKEN'],
    isSecret: true,
    partOf: 'aws_access_key_id',
  },
  aws_profile_name: { variables: [] },
  aws_shared_credentials_file: { variables: ['AWS_SHARED_CREDENTIALS_FILE'] },
};

type Options = Readonly<Record<string, string>>;

/** The option that is missing. */
export function findMissingCredentials(options: Options): string | undefined {
  if (options['aws_profile_name'] !== undefined) return undefined;
  return ['aws_access_key_id', 'aws_secret_access_key'].find((name) => options[name] === undefined);
}

/**
 * Those of the profile, if one is named, else those given: a profile can only stand in the configuration, the
 * others may come from the environment. @throws UpstreamError `auth`
 */
export async function findCredentials(options: Options): Promise<AwsCredentials> {
  const profile = options['aws_profile_name'];
  if (profile === undefined) return credentialsIn(options, 'the configuration');
  const file = options['aws_shared_credentials_file'] ?? join(homedir(), '.aws', 'credentials');
  return credentialsIn(parseProfile(await readText(file), profile), `[${profile}] in ${file}`);
}

function credentialsIn(options: Options, place: string): AwsCredentials {
  const missing = findMissingCredentials(options);
  if (missing !== undefined) throw authError(`${place} has no ${missing}`);
  const {
    aws_access_key_id: accessKeyId = '',
    aws_secret_access_key: secretAccessKey = '',
    aws_session_token: sessionToken,
  } = options;
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw authError(messageOf(error), error);
  }
}

/** The settings of one section of an INI file; none where it is not there. */
function parseProfile(text: string, profile: string): Options {
  const settings: Record<string, string> = {};
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const [, head, name, value] = /^\s*(?:\[\s*(.+?)\s*\]|(\w+)\s*=\s*(.*?)\s*$)/.exec(line) ?? [];
    if (head !== undefined) section = head;
    if (section === profile && name !== undefined && value) settings[name] = value;
  }
  return settings;
}

const authError = (message: string, cause?: unknown) =>
  new UpstreamError('auth', message, { code: 'no_credentials', cause });
