import { readCohereChat } from './cohere-answer.ts';
import { readCohereEmbeddings, writeCohereEmbed } from './cohere-embed.ts';
import { writeCohereChat } from './cohere-request.ts';
import { readCohereRanking, writeCohereRerank } from './cohere-rerank.ts';
import { CohereStream } from './cohere-stream.ts';
import { speakAt } from './endpoints.ts';
import type { Provider } from './provider.ts';

/** Version 2 of Cohere's API (docs.cohere.com/reference). */
export const cohere: Provider = {
  framing: 'sse',

  ...speakAt('/v2', {
    chat: { path: '/chat', write: writeCohereChat, read: readCohereChat },
    embed: { path: '/embed', write: writeCohereEmbed, read: readCohereEmbeddings },
    rerank: { path: '/rerank', write: writeCohereRerank, read: readCohereRanking },
  }),

  openStream: (_call, { upstreamModel }) => new CohereStream(upstreamModel),
};
