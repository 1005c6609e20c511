import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readErrorText, readErrorValue } from '../../lib/providers/error-body.ts';

const Body = suite('error body');

const bodies: [string, string, string][] = [
  ['OpenAI', '{"error":{"message":"one","type":"t","code":null}}', 'one'],
  ['Ollama', '{"error":"two"}', 'two'],
  ['Cohere', '{"id":"i","message":"three"}', 'three'],
  ['Mistral', '{"object":"error","message":"four","type":"t","code":"1300"}', 'four'],
  ['FastAPI', '{"detail":"five"}', 'five'],
  [
    'FastAPI, of a field',
    '{"detail":[{"type":"missing","loc":["body","messages",0],"msg":"Field required"}]}',
    'body.messages.0: Field required',
  ],
  ['Mistral, of a field', '{"message":{"detail":[{"msg":"six","loc":["body"]}]}}', 'body: six'],
  ['problem JSON', '{"type":"about:blank","title":"No","detail":"seven","status":429}', 'seven'],
  ['a title alone', '{"title":"eight","status":429}', 'eight'],
  ['AWS', '{"__type":"com.amazon.coral.service#X","Message":"nine"}', 'nine'],
  ['Google, in an array', '[{"error":{"code":400,"message":"ten","status":"S"}}]', 'ten'],
  ['Anthropic', '{"type":"error","error":{"type":"t","message":"eleven"}}', 'eleven'],
  ['MiniMax', '{"base_resp":{"status_code":1002,"status_msg":"twelve"}}', 'twelve'],
  ['Qianfan', '{"error_code":110,"error_msg":"thirteen"}', 'thirteen'],
  ['Hunyuan', '{"Response":{"Error":{"Code":"C","Message":"fourteen"}}}', 'fourteen'],
  ['Cloudflare', '{"success":false,"errors":[{"code":1,"message":"fifteen"}]}', 'fifteen'],
  ['texts in a list', '{"errors":["sixteen","more"]}', 'sixteen'],
  ['xAI', '{"code":"c","error":"seventeen"}', 'seventeen'],
  [
    'OpenRouter, of the provider behind it',
    '{"error":{"message":"Provider returned error","metadata":{"raw":"eighteen"}}}',
    'eighteen',
  ],
  [
    'JSON in a text',
    '{"error":{"message":"{\\"error\\":{\\"message\\":\\"nineteen\\"}}"}}',
    'nineteen',
  ],
  ['Azure, with details', '{"error":{"message":"twenty","details":[{"message":"x"}]}}', 'twenty'],
  ['Nest', '{"error":"Bad Request","message":"21","statusCode":400}', '21'],
  ['an event of a stream', 'event: error\ndata: {"error":{"message":"22"}}\n\n', '22'],
  ['a text in JSON', '"23"', '23'],
  ['a byte order mark', '\uFEFF{"error":"24"}', '24'],
  ['plain text', ' Not\r\n Found\n', 'Not Found'],
  ['a page with a title', '<!doctype html><html><head><title>\n25 </title></head>', '25'],
  ['a page without', '<html>\n  <h1>26</h1> of <b>them</b>', '26 of them'],
  ['a page with an empty title', '<html><title></title><p>27', '27'],
  ['bytes that are no text', Buffer.from([0xff, 0x00, 0x41]).toString(), '\uFFFD A'],
  ['JSON that says nothing known', '{"odd":true}', '{"odd":true}'],
  ['an empty error', '{"error":{}}', '{"error":{}}'],
  ['half of JSON', '{"error":', '{"error":'],
  ['an empty list', '[]', '[]'],
  ['null', 'null', 'null'],
  ['nothing', '', 'no message'],
  ['white space', ' \n', 'no message'],
];

for (const [name, text, message] of bodies) {
  Body(`finds the message of ${name}`, () => {
    assert.is(readErrorText(text).message, message);
  });
}

const codesIn = (text: string): string[] => readErrorText(text).codes.map(({ value }) => value);

Body('finds the codes, the innermost first and statuses last', () => {
  const outside = '"error_type":"outer","status":503';
  assert.equal(codesIn(`{"error":{"code":429,"type":"t","innererror":{"code":"in"}},${outside}}`), [
    't',
    'in',
    'outer',
    '429',
    '503',
  ]);
  assert.equal(codesIn('{"error":{"code":1302}}'), ['1302']);
  assert.equal(codesIn('{"__type":"com.amazon.coral.service#X"}'), ['X']);
  const details = '[{"@type":"t","reason":"API_KEY_INVALID"}]';
  assert.equal(codesIn(`{"error":{"status":"S","details":${details}}}`), ['S', 'API_KEY_INVALID']);
  assert.equal(codesIn('{"error":{"details":{"error_code":"spent"}}}'), ['spent']);
  const metadata = '{"error_type":"a","provider_error_code":"b","limit_source":"c"}';
  assert.equal(codesIn(`{"error":{"metadata":${metadata}}}`), ['a', 'b', 'c']);
});

Body('takes neither a sentence nor the word error for a code', () => {
  assert.equal(codesIn('{"type":"error","code":"The caller may not","error":"no"}'), []);
  assert.equal(codesIn('{"code":true,"type":{},"status":""}'), []);
});

Body('reads a value by itself, with other words where it has none', () => {
  assert.is(readErrorValue({ message: 'one' }).message, 'one');
  assert.is(readErrorValue({ code: 5 }).message, 'no message');
  assert.is(readErrorValue({ code: 5 }, 'else').message, 'else');
  assert.equal(
    readErrorValue({ code: 12345678901234567890n }).codes[0]?.value,
    '12345678901234567890',
  );
});

Body.run();
