import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { PriceTable } from '../../lib/prices/price-table.ts';
import { genaiEntries, genaiSource } from './genai-prices.ts';

/** What models do that llm-pipe can call. */
const modes = new Set<unknown>(['chat', 'completion', 'embedding', 'rerank', 'responses']);

/** The fields of an entry that llm-pipe reads. */
const isRead = (name: string): boolean =>
  /^(litellm_provider|mode|max_(input|output)_tokens|tiered_pricing)$/.test(name) ||
  /^input_cost_per_(request|query)$/.test(name) ||
  /^(in|out)put_cost_per_(audio_|reasoning_)?token(_|$)/.test(name) ||
  /^cache_(read|creation)_input_token_cost(_|$)/.test(name);

/** LiteLLM's map as far as llm-pipe reads it, and the models that it lacks; sorted by name. */
export function createPriceMap(litellm: JsonObject, date: string): JsonObject {
  const entries = Object.entries(litellm)
    .filter(([, entry]) => isJsonObject(entry) && modes.has(entry['mode']))
    .filter(([name]) => name !== 'sample_spec')
    .map(([name, entry]) => [name, fieldsOf(isJsonObject(entry) ? entry : {})] as const);
  const all = [...entries, ...lackingEntries(litellm)];
  const about = {
    date: genaiSource.date,
    sources: [
      { name: "LiteLLM's model_prices_and_context_window.json", date, license: 'MIT' },
      genaiSource,
    ],
  };
  return { _about: about, ...Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

const fieldsOf = (entry: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(entry)
      .filter(([name, value]) => isRead(name) && value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** LiteLLM's facts win, also of models that llm-pipe cannot call. */
function lackingEntries(litellm: JsonObject): [string, JsonObject][] {
  const table = new PriceTable(litellm);
  const known = new Set([...table.models].map(({ name }) => name));
  const lacking = genaiEntries().filter(({ vendor, model }) => !known.has(`${vendor}/${model}`));
  const taken = new Set(Object.keys(litellm));
  return lacking.map(({ vendor, model, entry }) => {
    const isBare = bareVendors.has(vendor) && !model.includes('/') && !taken.has(model);
    const name = isBare ? model : `${vendor}/${model}`;
    taken.add(name);
    return [name, entry];
  });
}

/** LiteLLM names their models without a prefix, so that a bare name tells whose it is. */
const bareVendors = new Set(['anthropic', 'bedrock', 'cohere', 'openai', 'vertex_ai']);

/** One model per line. */
export function formatPriceMap(map: JsonObject): string {
  const lines = Object.entries(map).map(
    ([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}
