import { isJsonObject } from '../json.ts';
import { readChatFor } from './answer-chat.ts';
import { readCompletionFor } from './answer-completion.ts';
import { readEmbedding } from './answer-embedding.ts';
import type { Asked, Dialect, ReadCall } from './dialect.ts';
import { chatApi, completionApi, type TextApi } from './openai-text.ts';
import { Refusal } from './refusal.ts';
import { type PathPattern, routeByPatterns } from './routes.ts';

/** Paths of a deployment, of the API's version 1, and of models that are not OpenAI's. */
const pathOf = (path: string): RegExp =>
  new RegExp(`^/(?:openai/deployments/(?<model>[^/]+)|openai/v1|models)/${path}$`);

/** A deployment is named by its path: the body may leave the model out. */
const withModel =
  (read: ReadCall): ReadCall =>
  (body, asked) =>
    read(asked.model !== '' && isJsonObject(body) ? { model: asked.model, ...body } : body, asked);

/** OpenAI's format with the results of content filters: recordings a5a82e3ada3c and 76f98d2fb982. */
const patterns: readonly PathPattern[] = [
  [pathOf('chat/completions'), 'chat', withModel((body) => readChatFor(filtered(chatApi), body))],
  [
    pathOf('completions'),
    'completions',
    withModel((body) => readCompletionFor(filtered(completionApi), body)),
  ],
  [pathOf('embeddings'), 'embeddings', withModel(readEmbedding)],
];

export const azureDialect: Dialect = {
  findRoute: routeByPatterns(patterns),

  admit(asked) {
    if (!asked.headers['api-key'] && !asked.headers.authorization) {
      throw new Refusal(401, '401', 'Access denied due to invalid subscription key.');
    }
    if (needsVersion(asked) && !new URLSearchParams(asked.query).get('api-version')) {
      throw new Refusal(404, '404', 'Resource not found');
    }
  },
};

const needsVersion = ({ model }: Asked): boolean => model !== '';

const safe = { filtered: false, severity: 'safe' };
const unfound = { filtered: false, detected: false };
const textResults = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

const filtered = (api: TextApi): TextApi => ({
  ...api,
  extra: {
    prompt_filter_results: [
      { prompt_index: 0, content_filter_results: { ...textResults, jailbreak: unfound } },
    ],
  },
  choice: (...said) => ({ ...api.choice(...said), content_filter_results: textResults }),
  delta: (...said) => ({ ...api.delta(...said), content_filter_results: textResults }),
  beginning: (...said) => api.beginning(...said).map(withoutResults),
  finish: (...said) => withoutResults(api.finish(...said)),
});

const withoutResults = (choice: object) => ({ ...choice, content_filter_results: {} });
