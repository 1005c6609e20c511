import { GoogleCredentials } from './google-credentials.ts';
import type { HttpRequest, Provider, Target } from './provider.ts';
import { readFailure } from './read-failure.ts';
import { familyOf } from './vertex-models.ts';

type Options = Target['options'];
type Credentials = Pick<GoogleCredentials, 'headers' | 'project'>;

/** Google's Vertex AI: Gemini, Claude and embeddings. */
export const createVertex = (credentials: Credentials = new GoogleCredentials()): Provider => ({
  framing: 'sse',
  exactNumbers: true,

  options: {
    vertex_project: { variables: ['VERTEXAI_PROJECT', 'GOOGLE_CLOUD_PROJECT'] },
    vertex_location: {
      variables: ['VERTEXAI_LOCATION', 'VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION'],
    },
    vertex_credentials: { variables: ['VERTEXAI_CREDENTIALS'], isSecret: true },
  },

  addressOf: (options) => `https://${hostOf(locationOf(options))}/v1`,

  findMissing: ({ apiKey, options }) =>
    apiKey !== undefined && isToken(apiKey) && options['vertex_project'] === undefined
      ? 'vertex_project'
      : undefined,

  request(call, target) {
    const { path, body } = familyOf(call, target).write(call, target);
    const headers = { 'content-type': 'application/json' };
    return { baseUrl: target.baseUrl, path, headers, body };
  },

  authorize: (request, target) =>
    target.apiKey === undefined
      ? addCredentials(request, target, credentials)
      : Promise.resolve(addKey(request, target.apiKey, target.options)),

  readAnswer: (call, body, target) => familyOf(call, target).read(call, body, target),

  openStream: (call, target) => familyOf(call, target).openStream(target),

  readFailure,
});

/** The credentials tell the project where the configuration does not. */
async function addCredentials(
  request: HttpRequest,
  { options }: Target,
  known: Credentials,
): Promise<HttpRequest> {
  const { vertex_credentials: credentials, vertex_project: given } = options;
  const headers = await known.headers(credentials);
  const project = given ?? (await known.project(credentials));
  return withHeaders(inProject(request, project, options), headers);
}

/** A key alone, without a project, is that of Vertex AI's express mode. */
function addKey(request: HttpRequest, key: string, options: Options): HttpRequest {
  const project = options['vertex_project'];
  const placed = project === undefined ? request : inProject(request, project, options);
  return withHeaders(
    placed,
    isToken(key) ? { authorization: `Bearer ${key}` } : { 'x-goog-api-key': key },
  );
}

/** Google's access tokens begin so. */
const isToken = (key: string): boolean => key.startsWith('ya29.');

const withHeaders = (request: HttpRequest, headers: Record<string, string>): HttpRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

const inProject = (request: HttpRequest, project: string, options: Options): HttpRequest => ({
  ...request,
  path: `/projects/${project}/locations/${locationOf(options)}${request.path}`,
});

/** LiteLLM's default; express mode, which has no project, is at the global address only. */
function locationOf({
  vertex_location: location,
  vertex_project: project,
  vertex_credentials: credentials,
}: Options): string {
  const isPlaced = project !== undefined || credentials !== undefined;
  return location ?? (isPlaced ? 'us-central1' : 'global');
}

/** Two locations are of many regions (Vertex AI, "Locations"). */
function hostOf(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `aiplatform.${location}.rep.googleapis.com`;
  return `${location}-aiplatform.googleapis.com`;
}
