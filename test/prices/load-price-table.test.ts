import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, UsageError } from '../../lib/errors.ts';
import { loadPriceTable, loadShippedPrices } from '../../lib/prices/load-price-table.ts';
import { withFiles } from '../pipeline/with-pipeline.ts';

const Load = suite('load price table');

/** What comes of loading a file of this text; the message of an error is without the folder. */
async function load(text: string | undefined) {
  let outcome: unknown;
  await withFiles(text === undefined ? {} : { 'p.json': text }, async (folder) => {
    outcome = await loadPriceTable(join(folder, 'p.json')).catch((error: Error) => {
      assert.ok(error instanceof UsageError || error instanceof ConfigError, String(error));
      return error.message.replace(`${folder}/`, '');
    });
  });
  return outcome;
}

Load('reads a file of the format', async () => {
  const text = '{"gpt-x":{"litellm_provider":"openai","input_cost_per_token":1e-6}}';
  await withFiles({ 'p.json': text }, async (folder) => {
    const table = await loadPriceTable(join(folder, 'p.json'));
    assert.is(table.vendorOf('gpt-x'), 'openai');
  });
});

const wrong =
  "p.json:1:1: expected prices in LiteLLM's format, a mapping from models to their fields";
const faults: [string, string | undefined, string][] = [
  ['that is not there', undefined, 'cannot read p.json: no such file'],
  ['that is no JSON', '{\n  "a": {},\n  b: 1\n}', 'p.json:3:3: invalid JSON: invalid symbol'],
  ['that is empty', '', 'p.json:1:1: invalid JSON: value expected'],
  ['that is a list', '[{}]', wrong],
  ['without models', '{"a":1}', wrong],
];

for (const [what, text, message] of faults) {
  Load(`tells in one line of a file ${what}`, async () => {
    assert.is(await load(text), message);
  });
}

Load('has the shipped table', () => {
  const table = loadShippedPrices();
  const vendors = {
    'gpt-4o': 'openai',
    'claude-sonnet-4-5': 'anthropic',
    'command-r': 'cohere',
    'gemini-2.5-pro': 'vertex_ai',
    'mistral.mistral-7b-instruct-v0:2': 'bedrock',
  };
  for (const [name, vendor] of Object.entries(vendors)) {
    assert.is(table.vendorOf(name), vendor);
    assert.ok(table.pricesOf(vendor, name));
    assert.ok(table.limitsOf(vendor, name).maxInputTokens);
  }
});

Load.run();
