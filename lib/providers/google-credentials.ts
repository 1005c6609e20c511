import { readFile } from 'node:fs/promises';
import type { AuthClient, AwsClientOptions, IdentityPoolClientOptions } from 'google-auth-library';
import { messageOf, UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { objectOf, textOf } from './chat-answer.ts';
import { MetadataServer } from './google-metadata.ts';

type Library = typeof import('google-auth-library');

/** As whom Google is asked. */
interface Identity {
  client: AuthClient;
  /** The project that the credentials belong to. */
  findProject(): Promise<string | undefined>;
}

const scopes = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * Makes access tokens of Google's, and keeps and renews them by credentials. Those are a path or JSON;
 * none means Google's defaults: GOOGLE_APPLICATION_CREDENTIALS, gcloud's login, the machine's identity.
 */
export class GoogleCredentials {
  readonly #identities = new Map<string, Promise<Identity>>();
  readonly #server = new MetadataServer();

  /** The headers of a request. @throws UpstreamError `auth`, or `network` when Google did not answer */
  headers(credentials: string | undefined): Promise<Record<string, string>> {
    return this.#ask(credentials, async ({ client }) =>
      Object.fromEntries(await client.getRequestHeaders()),
    );
  }

  /** @throws as headers */
  project(credentials: string | undefined): Promise<string> {
    return this.#ask(credentials, async ({ findProject }) => {
      const project = await findProject();
      if (project) return project;
      throw new Error('the credentials name no project: set vertex_project');
    });
  }

  /** After a failure the credentials are read anew, since they may have been replaced. */
  async #ask<Value>(
    credentials = '',
    question: (identity: Identity) => Promise<Value>,
  ): Promise<Value> {
    try {
      return await question(await this.#identityOf(credentials));
    } catch (error) {
      this.#identities.delete(credentials);
      throw toUpstreamError(error);
    }
  }

  #identityOf(credentials: string): Promise<Identity> {
    const known = this.#identities.get(credentials);
    if (known) return known;
    const identity = identify(credentials, this.#server);
    this.#identities.set(credentials, identity);
    return identity;
  }
}

/** The library is large: it is loaded when it is first needed. */
async function identify(credentials: string, server: MetadataServer): Promise<Identity> {
  const library = await import('google-auth-library');
  if (credentials === '') return findDefault(library, server);
  const isJson = credentials.trimStart().startsWith('{');
  const json = parse(isJson ? credentials : await readFile(credentials, 'utf8'));
  return {
    client: createClient(json, library),
    findProject: async () => textOf(json['project_id']),
  };
}

/** Google's defaults in their own order, of which the machine's identity is the last. */
async function findDefault(library: Library, server: MetadataServer): Promise<Identity> {
  class Defaults extends library.GoogleAuth {
    override async _checkIsGCE(): Promise<boolean> {
      if (await server.isThere(library)) return true;
      throw new Error(
        'no credentials: set vertex_credentials or GOOGLE_APPLICATION_CREDENTIALS, or log in by ' +
          '`gcloud auth application-default login`',
      );
    }
  }
  const auth = new Defaults({ scopes });
  return { client: await auth.getClient(), findProject: () => auth.getProjectId() };
}

/** The text itself must not be told: it holds a secret. */
function parse(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error('the credentials are not JSON');
    throw error;
  }
}

function createClient(json: JsonObject, library: Library): AuthClient {
  switch (json['type']) {
    case 'service_account':
      return createServiceAccount(json, library);
    case 'authorized_user':
      return new library.UserRefreshClient({
        clientId: textIn(json, 'client_id'),
        clientSecret: textIn(json, 'client_secret'),
        refreshToken: textIn(json, 'refresh_token'),
      });
    default:
      return createExternalAccount(json, library);
  }
}

/** The library does not read `token_uri`, which other clouds of Google's set. */
function createServiceAccount(json: JsonObject, { JWT }: Library): AuthClient {
  const client = new JWT({
    email: textIn(json, 'client_email'),
    key: textIn(json, 'private_key'),
    scopes,
  });
  const tokenUrl = new URL(textIn(json, 'token_uri'));
  client.transporter.interceptors.request.add({
    resolved: async (request) => ({ ...request, url: tokenUrl }),
  });
  return client;
}

/** As the library's own `fromJSON` chooses, which warns of itself on stderr. */
function createExternalAccount(json: JsonObject, library: Library): AuthClient {
  const client = isAwsAccount(json)
    ? new library.AwsClient(json)
    : isPoolAccount(json)
      ? new library.IdentityPoolClient(json)
      : undefined;
  if (!client) throw new Error(`credentials of the type "${json['type']}" cannot be used`);
  client.scopes = scopes;
  return client;
}

// The library checks all other members itself.
const isAwsAccount = (json: unknown): json is AwsClientOptions =>
  isExternal(json) && objectOf(json['credential_source'])['environment_id'] !== undefined;

const isPoolAccount = (json: unknown): json is IdentityPoolClientOptions => isExternal(json);

const isExternal = (json: unknown): json is JsonObject =>
  isJsonObject(json) && json['type'] === 'external_account';

function textIn(json: JsonObject, name: string): string {
  const text = textOf(json[name]);
  if (text) return text;
  throw new Error(`the credentials have no "${name}"`);
}

function toUpstreamError(cause: unknown): UpstreamError {
  const kind = isUnanswered(cause) ? 'network' : 'auth';
  return new UpstreamError(kind, `no access token: ${messageOf(cause)}`, { cause });
}

/** True of a request of the library's that has had no answer, or none of use. */
function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Error) || !('config' in error)) return false;
  return !('status' in error) || typeof error.status !== 'number' || error.status >= 500;
}
