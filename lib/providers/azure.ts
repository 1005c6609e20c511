import { type AzureAddress, readAzureAddress, takesStreamOptions } from './azure-address.ts';
import { AzureStream } from './azure-stream.ts';
import { bearerHeaders } from './bearer.ts';
import { isReasoning, ofReasoning, speakOpenAi } from './openai.ts';
import type { Provider, Target } from './provider.ts';

const keyHeader = 'api-key';
const paths = { rerank: null };
const recent = speakOpenAi({ keyHeader, paths });
const reasoning = speakOpenAi({ keyHeader, paths, renames: ofReasoning });
const old = speakOpenAi({ keyHeader, paths, streamOptions: false });

/** OpenAI's format at Azure's addresses, with Azure's credentials. */
export const azure: Provider = {
  ...recent,

  options: {
    api_version: { variables: ['AZURE_API_VERSION'] },
    azure_ad_token: { variables: ['AZURE_AD_TOKEN'], isSecret: true },
  },

  request(call, given) {
    const target = { ...given, upstreamModel: given.upstreamModel.replace(familyMark, '') };
    const address = readAzureAddress(target);
    const speaker = speakerFor(given, address);
    const request = speaker.request(call, { ...target, baseUrl: address.baseUrl });
    // As OpenAI's own client, which prefers the token.
    const token = target.options['azure_ad_token']?.replace(/^Bearer\s+/i, '');
    const headers = token === undefined ? request.headers : bearerHeaders(token);
    return { ...request, path: request.path + address.query, headers };
  },

  openStream: (call, target) => new AzureStream(recent.openStream(call, target)),
};

/** LiteLLM's way of saying of which family a model is; no part of the deployment's name. */
const familyMark = /^(?:o_series|gpt5_series)\//;

function speakerFor({ upstreamModel: model }: Target, address: AzureAddress): Provider {
  if (!takesStreamOptions(address)) return old;
  return familyMark.test(model) || isReasoning(model) ? reasoning : recent;
}
