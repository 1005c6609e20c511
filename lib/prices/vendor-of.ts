/** Names in LiteLLM's map that are another vendor's API, or another way into the same one. */
const others: Readonly<Record<string, string>> = {
  azure_text: 'azure',
  bedrock_converse: 'bedrock',
  cohere_chat: 'cohere',
  'text-completion-openai': 'openai',
  vertex_ai_beta: 'vertex_ai',
};

/**
 * The prefix of a vendor's models, as in `openai/gpt-4o`, from what LiteLLM's map calls their provider, such
 * as `vertex_ai-language-models` or `cohere_chat`. A prefix gives itself.
 */
export const vendorOfProvider = (provider: string): string =>
  others[provider] ?? provider.replace(/-[a-z0-9_-]+[_-]models$/, '');
