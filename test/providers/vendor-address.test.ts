import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CompatibleVendor } from '../../lib/providers/compatible-vendor.ts';
import { compatibleVendors } from '../../lib/providers/compatible-vendors.ts';
import {
  addressesOf,
  defaultAddress,
  vendorOfAddress,
} from '../../lib/providers/vendor-address.ts';

const address = suite('address of a vendor');

const vendor: CompatibleVendor = {
  baseUrl: 'https://api.example.com/v1',
  baseVariables: ['FIRST_API_BASE', 'SECOND_API_BASE'],
  keyVariables: ['EXAMPLE_API_KEY'],
  source: { declared: 'https://example.com' },
};

const withHoles: CompatibleVendor = {
  ...vendor,
  baseUrl: 'https://{ACCOUNT}.example.com/{REGION}/v1',
};

address('is the first variable that is set, else that of the table', () => {
  const both = { FIRST_API_BASE: 'https://one', SECOND_API_BASE: 'https://two' };
  assert.is(defaultAddress(vendor, both), 'https://one');
  assert.is(defaultAddress(vendor, { ...both, FIRST_API_BASE: '' }), 'https://two');
  assert.is(defaultAddress(vendor, {}), 'https://api.example.com/v1');
});

address('has the values of the variables that it names', () => {
  const env = { ACCOUNT: 'me', REGION: 'eu' };
  assert.is(defaultAddress(withHoles, env), 'https://me.example.com/eu/v1');
});

address('is unknown while a variable is missing or empty, or the table has none', () => {
  assert.is(defaultAddress(withHoles, { ACCOUNT: 'me' }), undefined);
  assert.is(defaultAddress(withHoles, { ACCOUNT: 'me', REGION: '' }), undefined);
  assert.is(defaultAddress({ ...vendor, baseUrl: undefined }, {}), undefined);
});

const known: [url: string, name: string][] = [
  ['https://api.groq.com/openai/v1', 'groq'],
  ['https://api.groq.com/openai/v1/', 'groq'],
  ['https://API.GROQ.com/openai/v1/chat/completions', 'groq'],
  ['https://api.perplexity.ai', 'perplexity'],
  ['https://api.deepseek.com/beta', 'deepseek'],
  ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'dashscope'],
  ['https://open.bigmodel.cn/api/paas/v4', 'bigmodel'],
  ['https://api.together.xyz/v1', 'together_ai'],
  ['https://codestral.mistral.ai/v1', 'codestral'],
  ['https://api.cloudflare.com/client/v4/accounts/0a1b/ai/v1', 'cloudflare'],
  ['https://my-org.snowflakecomputing.com/api/v2', 'snowflake'],
  ['https://my.services.ai.azure.com', 'azure_ai'],
];

for (const [url, name] of known) {
  address(`tells ${name} by ${url}`, () => {
    assert.is(vendorOfAddress(url), name);
  });
}

const unknown: [url: string, why: string][] = [
  ['https://example.com/api.groq.com/openai/v1', 'the host is in the path'],
  ['https://api.groq.com.example.com/openai/v1', 'the host goes on'],
  ['https://example.com@evil.com/openai/v1', 'it has a user'],
  ['https://api.groq.com@evil.com/openai/v1', 'the host is a user'],
  ['https://evil.com/x.snowflakecomputing.com/api/v2', 'the domain is in the path'],
  ['https://evil.com#.snowflakecomputing.com/api/v2', 'the domain is in the fragment'],
  ['https://.snowflakecomputing.com/api/v2', 'a word is empty'],
  ['https://a.b.snowflakecomputing.com/api/v2', 'a word is two'],
  ['https://api.groq.com/openai/v10', 'the path is another'],
  ['https://api.groq.com/openai', 'the path is shorter'],
  ['https://api.groq.com/anthropic/../evil', 'the path goes back'],
  ['https://api.groq.com:8443/openai/v1', 'the port is another'],
  ['http://api.groq.com/openai/v1', 'it is not encrypted'],
  ['http://localhost:8000/v1', 'it is of this machine'],
  ['api.groq.com/openai/v1', 'it has no scheme'],
  ['', 'it is empty'],
];

for (const [url, why] of unknown) {
  address(`tells nobody by ${url || 'nothing'}: ${why}`, () => {
    assert.is(vendorOfAddress(url), undefined);
  });
}

address('tells every vendor by its own addresses, or one that shares them', () => {
  for (const [name, row] of Object.entries(compatibleVendors)) {
    for (const base of addressesOf(row).filter((text) => text.startsWith('https:'))) {
      const found = vendorOfAddress(base.replaceAll(/\{\w+\}/g, 'word')) ?? '';
      const shared = compatibleVendors[found];
      assert.ok(shared && addressesOf(shared).includes(base), `${name}: ${base}`);
    }
  }
});

address.run();
