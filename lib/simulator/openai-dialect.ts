import { readChat } from './answer-chat.ts';
import { readCompletion } from './answer-completion.ts';
import { readEmbedding } from './answer-embedding.ts';
import type { Dialect, Route } from './dialect.ts';
import { created } from './openai-text.ts';

const model = '';

const routes: Readonly<Record<string, Route>> = {
  'POST /chat/completions': { name: 'chat', read: readChat, model },
  'POST /completions': { name: 'completions', read: readCompletion, model },
  'POST /embeddings': { name: 'embeddings', read: readEmbedding, model },
  'GET /models': { name: 'models', page: () => listModels },
};

/** All paths may do without their `/v1`. */
export const openaiDialect: Dialect = {
  findRoute: (method, path) =>
    routes[`${method} ${path.startsWith('/v1/') ? path.slice(3) : path}`],
};

/** One name stands for all, since every model name is answered. */
const listModels = JSON.stringify({
  object: 'list',
  data: [{ id: 'simulator', object: 'model', created, owned_by: 'llm-pipe' }],
});
