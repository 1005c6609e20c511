/** What is to be known of a vendor that speaks OpenAI's format: where it is, and where it differs. */
export interface CompatibleVendor {
  /**
   * Without an `api_base`; `{NAME}` stands for the value of that environment variable. Undefined: an
   * `api_base` must be given.
   */
  baseUrl: string | undefined;
  /** Where the vendor answers too, as in another region or under an older name; `{NAME}` is any word. */
  otherBaseUrls?: readonly string[];
  /** Environment variables that may hold the address; the first one set wins. */
  baseVariables?: readonly string[];
  /** Environment variables that may hold the key; the first one set wins. None where no key is needed. */
  keyVariables: readonly string[];
  /** The header of the key, where it is not sent as a bearer token. */
  keyHeader?: string;
  /** Other paths than OpenAI's; null: not offered. Rerank is offered only where its path is told. */
  paths?: Readonly<Partial<Record<'chat' | 'complete' | 'embed' | 'rerank', string | null>>>;
  /** Comes before the name of a chat model that has no slash. */
  modelPrefix?: string;
  /** OpenAI's parameter, or Cohere's of reranking, by the vendor's name of it. */
  renames?: Readonly<Record<string, string>>;
  /** OpenAI's chat parameters that the vendor refuses, or ignores without a word. */
  unsupported?: readonly string[];
  /** False: `stream_options` is refused, and usage comes by itself. */
  streamOptions?: false;
  /** Content must be text: a list of text parts is refused, and is to be joined. */
  textContent?: true;
  /** What `tool_choice: required` is called. */
  requiredToolChoice?: 'any';
  /** Where the row is known from: the id of a recording, or the address of a documentation. */
  source: { recorded: string } | { declared: string };
}

/** A vendor that knows the limit of tokens by OpenAI's older name only. */
export const olderTokenLimit: Readonly<Record<string, string>> = {
  max_completion_tokens: 'max_tokens',
};

/** A page of LiteLLM's documentation of providers, which tells addresses and variables. */
export const litellm = (page: string): CompatibleVendor['source'] => ({
  declared: `https://docs.litellm.ai/docs/providers/${page}`,
});

/** LiteLLM's table of vendors that have no page. */
export const litellmTable: CompatibleVendor['source'] = {
  declared: 'https://github.com/BerriAI/litellm/blob/main/litellm/llms/openai_like/providers.json',
};
