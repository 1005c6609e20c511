import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { vendorOfProvider } from '../../lib/prices/vendor-of.ts';

const Vendor = suite('vendor of a provider');

const vendors = {
  openai: 'openai',
  'text-completion-openai': 'openai',
  'text-completion-codestral': 'text-completion-codestral',
  'vertex_ai-language-models': 'vertex_ai',
  'vertex_ai-anthropic_models': 'vertex_ai',
  'fireworks_ai-embedding-models': 'fireworks_ai',
  bedrock_converse: 'bedrock',
  bedrock_mantle: 'bedrock_mantle',
  cohere_chat: 'cohere',
  azure_text: 'azure',
  azure_ai: 'azure_ai',
  // What every object has.
  constructor: 'constructor',
};

for (const [provider, vendor] of Object.entries(vendors)) {
  Vendor(`takes ${provider} for ${vendor}`, () => {
    assert.is(vendorOfProvider(provider), vendor);
  });
}

Vendor.run();
