import { credentialOptions, findCredentials, findMissingCredentials } from './aws-credentials.ts';
import { signRequest } from './aws-signature.ts';
import { bearerHeaders } from './bearer.ts';
import { readConverse } from './bedrock-answer.ts';
import { readEmbed, writeEmbed } from './bedrock-embed.ts';
import { pathOf, readModelName, regionOf } from './bedrock-model.ts';
import { writeConverse } from './bedrock-request.ts';
import { BedrockStream } from './bedrock-stream.ts';
import type { HttpRequest, Provider, ProviderRequest, Target } from './provider.ts';
import { readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

/** AWS Bedrock: chats by Converse, whatever the model, and embeddings by InvokeModel. */
export const bedrock: Provider = {
  framing: 'aws',
  exactNumbers: true,
  options: {
    ...credentialOptions,
    aws_region_name: { variables: ['AWS_REGION_NAME', 'AWS_REGION', 'AWS_DEFAULT_REGION'] },
    aws_bedrock_runtime_endpoint: {
      variables: ['AWS_BEDROCK_RUNTIME_ENDPOINT', 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME'],
    },
    model_id: { variables: [] },
  },

  addressOf(options, upstreamModel) {
    const region = readModelName(upstreamModel).region ?? options['aws_region_name'];
    return (
      options['aws_bedrock_runtime_endpoint'] ??
      (region && `https://bedrock-runtime.${region}.amazonaws.com`)
    );
  },

  findMissing(target) {
    const { apiKey, baseUrl, options } = target;
    const needsRegion = apiKey === undefined || baseUrl === '';
    if (needsRegion && regionOf(target) === undefined) return 'aws_region_name';
    return apiKey === undefined ? findMissingCredentials(options) : undefined;
  },

  request({ operation, body, isStream }, target) {
    switch (operation) {
      case 'chat':
        return post(
          target,
          isStream ? '/converse-stream' : '/converse',
          writeConverse(body, target),
        );
      case 'embed':
        return post(target, '/invoke', writeEmbed(body, target));
      default:
        throw unsupportedOperation(operation);
    }
  },

  authorize,

  readAnswer(call, body, target, headers) {
    return call.operation === 'embed'
      ? readEmbed(call, body, target, headers)
      : readConverse(body, target, headers);
  },

  openStream: (_call, target) => new BedrockStream(target),

  readFailure,
};

const post = (target: Target, path: string, body: ProviderRequest['body']): ProviderRequest => ({
  baseUrl: target.baseUrl,
  path: pathOf(target) + path,
  headers: { 'content-type': 'application/json' },
  body,
});

/** A key of Bedrock's own needs no signature. */
async function authorize(request: HttpRequest, target: Target): Promise<HttpRequest> {
  const { apiKey, options } = target;
  if (apiKey !== undefined) {
    return { ...request, headers: { ...request.headers, ...bearerHeaders(apiKey) } };
  }
  const credentials = await findCredentials(options);
  const scope = { service: 'bedrock', region: regionOf(target) ?? '', time: new Date() };
  return signRequest(request, credentials, scope);
}
