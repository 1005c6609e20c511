import { nearest } from '../config/nearest.ts';
import { suggest } from '../config/suggest.ts';
import { vendorOfProvider } from '../prices/vendor-of.ts';

/** Whose a model is, and what its vendor calls it. */
export interface Place {
  vendor: string;
  upstreamModel: string;
}

/** What is known of names. */
export interface Naming {
  /** Prefixes of model names. */
  vendors: ReadonlySet<string>;
  /** Whose an address is; undefined: nobody's that is known. */
  vendorOfAddress(address: string): string | undefined;
  /** Whose a model without a prefix is, such as `claude-sonnet-4-5`. */
  vendorOfModel(model: string): string | undefined;
  /** All that are known, as `vendor/model`, to tell which one may be meant. */
  models(): readonly string[];
  /** Google's bare names mean AI Studio, since only its key is there; LiteLLM always takes Vertex AI. */
  prefersAiStudio: boolean;
}

/** What a deployment says of its vendor beside the model's name. */
export interface Given {
  /** `api_base`. */
  address: string | undefined;
  /** `custom_llm_provider`. */
  vendor: string | undefined;
}

/** A server that speaks OpenAI's format, of which no more is known. */
export const compatible = 'openai_compatible';

/**
 * LiteLLM's rules, in their order: the vendor that is given, a prefix, a known address, a known bare name,
 * `*`. Beyond them a name with an address is of an OpenAI-compatible server; one without is a problem.
 */
export function resolveModel(
  name: string,
  { address, vendor }: Given,
  naming: Naming,
): Place | { problem: string } {
  const { prefix, rest } = split(name);
  if (vendor !== undefined) {
    const known = knownAs(vendor, naming);
    if (known === undefined) return unknownVendor(vendor, naming);
    return placed(known, prefix === vendor ? rest : name, address);
  }
  if (prefix === 'azure' && isOfOtherMaker(rest, naming)) return placed(compatible, rest, address);
  const known = knownAs(prefix, naming);
  if (known !== undefined) return placed(known, rest, address);
  const owner = address === undefined ? undefined : naming.vendorOfAddress(address);
  if (owner) return placed(owner, name, address);
  const maker = name === '*' ? 'openai' : makerOf(name, naming);
  if (maker) return placed(maker, name, address);
  if (address !== undefined) return placed(compatible, name, address);
  return prefix === '' ? unknownModel(name, naming) : unknownVendor(prefix, naming);
}

function split(name: string): { prefix: string; rest: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { prefix: '', rest: name }
    : { prefix: name.slice(0, slash), rest: name.slice(slash + 1) };
}

/** LiteLLM has names for ways into the same API, such as `text-completion-openai`. */
function knownAs(vendor: string, { vendors }: Naming): string | undefined {
  if (vendors.has(vendor)) return vendor;
  const other = vendorOfProvider(vendor);
  return vendors.has(other) ? other : undefined;
}

/** At an address of its own OpenAI's format is a server's like any other, which gets none of OpenAI's keys. */
function placed(vendor: string, upstreamModel: string, address: string | undefined): Place {
  const isElsewhere = address !== undefined && URL.parse(address)?.host !== 'api.openai.com';
  return { vendor: vendor === 'openai' && isElsewhere ? compatible : vendor, upstreamModel };
}

/** Azure serves models of Cohere and Mistral by OpenAI's own paths. */
const isOfOtherMaker = (model: string, { vendorOfModel }: Naming): boolean =>
  ['cohere', 'mistral'].includes(vendorOfModel(model) ?? '');

/** Names of OpenAI's that a price table may not have, such as those of its images or of what is yet to come. */
const openaiModel =
  /^(ft:)?(gpt-|chatgpt-|o\d|davinci-|babbage-|text-embedding-|dall-e-|whisper-|tts-)/;

function makerOf(name: string, { vendors, vendorOfModel, prefersAiStudio }: Naming) {
  const maker = vendorOfModel(name) ?? (openaiModel.test(name) ? 'openai' : undefined);
  if (maker === 'vertex_ai' && prefersAiStudio && name.startsWith('gemini')) return 'gemini';
  return maker !== undefined && vendors.has(maker) ? maker : undefined;
}

const unknownVendor = (vendor: string, { vendors }: Naming) => ({
  problem: `unknown provider "${vendor}"${suggest(vendor, [...vendors]) || ', and no api_base'}`,
});

function unknownModel(name: string, naming: Naming): { problem: string } {
  const meant = meantModel(name, naming);
  const hint = meant ? `did you mean "${meant}"?` : 'name its provider, as in "openai/gpt-4"';
  return { problem: `unknown model "${name}", and no api_base: ${hint}` };
}

/** The model whose name without its prefix is nearest; of its maker, where others offer it too. */
function meantModel(name: string, { models, vendorOfModel }: Naming): string | undefined {
  const fullNames = new Map(models().map((model) => [split(model).rest, model]));
  const rest = nearest(name, fullNames.keys());
  if (rest === undefined) return undefined;
  const maker = vendorOfModel(rest);
  return maker ? `${maker}/${rest}` : fullNames.get(rest);
}
