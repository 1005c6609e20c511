// node normalise.js: takes an answer of the simulator in each of its formats, plain and streamed, and prints how long it
// takes to bring it into OpenAI's shape, as times of what JSON.parse alone takes for the same bytes.
import { parseJson } from '../../../lib/json.ts';
import { openSplitter } from '../../../lib/llm/open-splitter.ts';
import type { Frame } from '../../../lib/providers/frames.ts';
import { vendors } from '../../../lib/providers/index.ts';
import type { Provider, ProviderCall, Target } from '../../../lib/providers/provider.ts';
import { dialectNames } from '../../../lib/simulator/dialect.ts';
import { startSimulator } from '../../../lib/simulator/server.ts';
import { simulatorSchema } from '../../../lib/simulator/settings.ts';

/** About a kilobyte of text. */
const sentence =
  'A question of some length is answered in a few plain sentences, of which this is one. ';
const rules = [{ contains: '', reply: sentence.repeat(11) }];
const millis = 100;
const rounds = 7;

const paths: Readonly<Record<string, string>> = { openai: '/v1', gemini: '/v1beta' };

interface Pair {
  ours(): void;
  parse(): void;
}

const callOf = (isStream: boolean): ProviderCall => ({
  operation: 'chat',
  isStream,
  body: { messages: [{ role: 'user', content: 'Hello' }] },
});

async function ask(provider: Provider, target: Target, call: ProviderCall): Promise<Buffer> {
  const written = provider.request(call, target);
  const ready = { ...written, body: JSON.stringify(written.body) };
  const { baseUrl, path, headers, body } = (await provider.authorize?.(ready, target)) ?? ready;
  const response = await fetch(baseUrl + path, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${baseUrl}${path}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

async function plain(provider: Provider, target: Target): Promise<Pair> {
  const call = callOf(false);
  const bytes = await ask(provider, target, call);
  const parse = parserOf(provider);
  return {
    ours: () => provider.readAnswer(call, Object(parse(bytes.toString())), target, {}),
    parse: () => JSON.parse(bytes.toString()),
  };
}

/** Of the events of a stream, after it has been cut into them. */
async function streamed(provider: Provider, target: Target): Promise<Pair> {
  const call = callOf(true);
  const bytes = await ask(provider, target, call);
  const frames = openSplitter(provider.framing).push(bytes).filter(holdsJson);
  const parse = parserOf(provider);
  return {
    ours() {
      const reader = provider.openStream(call, target);
      for (const { name, data } of frames) reader.read({ name, json: Object(parse(data)) });
    },
    parse() {
      for (const { data } of frames) JSON.parse(data);
    },
  };
}

const holdsJson = ({ data }: Frame): boolean => data !== '' && data !== '[DONE]';

const parserOf = ({ exactNumbers }: Provider) => (exactNumbers ? parseJson : JSON.parse);

/** The median of some rounds, in which both take turns. */
function ratioOf({ ours, parse }: Pair): number {
  const ratios = Array.from({ length: rounds }, () => timeOf(ours) / timeOf(parse));
  return ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** Milliseconds of one turn. */
function timeOf(action: () => void): number {
  const from = performance.now();
  let count = 0;
  for (; performance.now() - from < millis; count += 1) action();
  return (performance.now() - from) / count;
}

const told: Record<string, number> = {};
for (const dialect of dialectNames) {
  const simulator = await startSimulator(simulatorSchema.parse({ dialect, reply: { rules } }));
  const provider = vendors[dialect]?.provider;
  if (!provider) throw new Error(`no provider speaks as ${dialect}`);
  const target: Target = {
    baseUrl: simulator.url + (paths[dialect] ?? ''),
    apiKey: 'a-key',
    upstreamModel: 'm',
    options: { aws_region_name: 'us-east-1' },
    maxOutputTokens: 4_096,
  };
  told[`${dialect} plain`] = ratioOf(await plain(provider, target));
  told[`${dialect} stream`] = ratioOf(await streamed(provider, target));
  await simulator.close();
}
console.log(JSON.stringify(told));
