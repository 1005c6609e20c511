import { type AzureAddress, readAzureAddress, takesStreamOptions } from './azure-address.ts';
import { AzureStream } from './azure-stream.ts';
import { bearerHeaders } from './bearer.ts';
import { speakOpenAi } from './openai.ts';
import type { Provider, Target } from './provider.ts';

const keyHeader = 'api-key';
const paths = { rerank: null };
const recent = speakOpenAi({ keyHeader, paths });
const old = speakOpenAi({ keyHeader, paths, streamOptions: false });

/** OpenAI's format at Azure's addresses, with Azure's credentials. */
export const azure: Provider = {
  ...recent,

  options: {
    api_version: { variables: ['AZURE_API_VERSION'] },
    azure_ad_token: { variables: ['AZURE_AD_TOKEN'], isSecret: true },
  },

  request(call, given) {
    const target = { ...given, upstreamModel: deploymentOf(given) };
    const address = readAzureAddress(target);
    const request = speakerAt(address).request(call, { ...target, baseUrl: address.baseUrl });
    // As OpenAI's own client, which prefers the token.
    const token = target.options['azure_ad_token'];
    const headers = token === undefined ? request.headers : bearerHeaders(token);
    return { ...request, path: request.path + address.query, headers };
  },

  openStream: (call, target) =>
    new AzureStream(speakerAt(readAzureAddress(target)).openStream(call, target)),
};

const speakerAt = (address: AzureAddress): Provider => (takesStreamOptions(address) ? recent : old);

/** LiteLLM's marks of a family of models are no part of the name. */
const deploymentOf = ({ upstreamModel }: Target): string =>
  upstreamModel.replace(/^(?:o_series|gpt5_series)\//, '');
