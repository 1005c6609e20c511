import { speakAt } from './endpoints.ts';
import { readOllamaChat } from './ollama-answer.ts';
import {
  CompletionLines,
  readOllamaCompletion,
  writeOllamaCompletion,
} from './ollama-completion.ts';
import { readOllamaEmbeddings, writeOllamaEmbed } from './ollama-embed.ts';
import { writeOllamaChat } from './ollama-request.ts';
import { ChatLines, OllamaStream } from './ollama-stream.ts';
import type { Provider } from './provider.ts';

/** Ollama's own API (docs.ollama.com/api). */
export const ollama: Provider = {
  framing: 'lines',
  exactNumbers: true,

  ...speakAt('/api', {
    chat: { path: '/chat', write: writeOllamaChat, read: readOllamaChat },
    complete: {
      path: '/generate',
      write: writeOllamaCompletion,
      read: readOllamaCompletion,
    },
    embed: { path: '/embed', write: writeOllamaEmbed, read: readOllamaEmbeddings },
  }),

  openStream: ({ operation }, { upstreamModel }) =>
    new OllamaStream(
      operation === 'complete' ? new CompletionLines(upstreamModel) : new ChatLines(upstreamModel),
    ),
};
