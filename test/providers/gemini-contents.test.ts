import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { objectsOf } from '../../lib/providers/chat-answer.ts';
import { readMessages } from '../../lib/providers/chat-messages.ts';
import { writeContents, writeSystem } from '../../lib/providers/gemini-contents.ts';
import { Parameters } from '../../lib/providers/parameters.ts';

const Contents = suite('gemini-contents');

const read = (messages: JsonValue[]) => readMessages(new Parameters({ messages }));

const contents = (messages: JsonValue[], model = 'gemini-2.5-flash', hasCallIds = true) =>
  writeContents(read(messages), model, { hasCallIds });

/** The parts of one user message with this one part. */
const partsOf = (part: JsonObject) => contents([{ role: 'user', content: [part] }])[0]?.['parts'];

const callOf = (id: string, name: string, more: JsonObject = {}): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: '{"at":12345678901234567890}' },
  ...more,
});

Contents('tells all system messages before the conversation', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'developer', content: [{ type: 'text', text: 'In French.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'And' },
        { type: 'text', text: 'now' },
      ],
    },
  ];
  assert.equal(writeSystem(read(messages)), {
    parts: [{ text: 'Be brief.' }, { text: 'In French.' }],
  });
  assert.equal(contents(messages), [
    { role: 'user', parts: [{ text: 'Hi' }] },
    { role: 'model', parts: [{ text: 'Hello' }] },
    { role: 'user', parts: [{ text: 'And' }, { text: 'now' }] },
  ]);
  assert.is(writeSystem(read([{ role: 'user', content: 'Hi' }])), undefined);
});

const media: [string, JsonObject, JsonObject][] = [
  [
    'a data URL',
    { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
    { inlineData: { mimeType: 'image/png', data: 'QUJD' } },
  ],
  [
    'the address of a picture',
    { type: 'image_url', image_url: 'https://host/a.JPG?size=2' },
    { fileData: { fileUri: 'https://host/a.JPG?size=2', mimeType: 'image/jpeg' } },
  ],
  [
    'an address that tells no type',
    { type: 'image_url', image_url: { url: 'https://host/v1/files/1' } },
    { fileData: { fileUri: 'https://host/v1/files/1' } },
  ],
  [
    'sound',
    { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
    { inlineData: { mimeType: 'audio/wav', data: 'QUJD' } },
  ],
  [
    'a file',
    { type: 'file', file: { file_data: 'data:application/pdf;base64,QUJD', filename: 'a.pdf' } },
    { inlineData: { mimeType: 'application/pdf', data: 'QUJD' } },
  ],
  [
    'a file in a bucket',
    { type: 'file', file: { file_id: 'gs://bucket/film', format: 'video/mp4' } },
    { fileData: { fileUri: 'gs://bucket/film', mimeType: 'video/mp4' } },
  ],
];

for (const [name, part, expected] of media) {
  Contents(`takes ${name}`, () => assert.equal(partsOf(part), [expected]));
}

Contents('refuses a file that has neither data nor an address', () => {
  for (const file of [{}, { file_id: 'file-1' }, { file_data: 'QUJD' }]) {
    assert.throws(() => partsOf({ type: 'file', file }), isBadRequest);
  }
});

Contents('tells the results of parallel calls in one turn, by the names of their functions', () => {
  const turns = contents([
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: [callOf('a', 'now'), callOf('b', 'later')] },
    { role: 'tool', tool_call_id: 'a', content: '{"degrees":12345678901234567890}' },
    { role: 'tool', tool_call_id: 'b', content: 'rain' },
    { role: 'user', content: 'So?' },
  ]);
  const args = { at: 12345678901234567890n };
  assert.equal(turns, [
    { role: 'user', parts: [{ text: 'Weather?' }] },
    {
      role: 'model',
      parts: [
        { functionCall: { id: 'a', name: 'now', args } },
        { functionCall: { id: 'b', name: 'later', args } },
      ],
    },
    {
      role: 'user',
      parts: [
        {
          functionResponse: {
            id: 'a',
            name: 'now',
            response: { degrees: 12345678901234567890n },
          },
        },
        { functionResponse: { id: 'b', name: 'later', response: { output: 'rain' } } },
      ],
    },
    { role: 'user', parts: [{ text: 'So?' }] },
  ]);
});

Contents('keeps the results of one turn from those of the next', () => {
  const turns = contents([
    { role: 'assistant', tool_calls: [callOf('a', 'first')] },
    { role: 'tool', tool_call_id: 'a', content: '1' },
    { role: 'assistant', tool_calls: [callOf('a', 'second')] },
    { role: 'tool', tool_call_id: 'a', content: '2' },
  ]);
  assert.equal(
    turns.map(({ role }) => role),
    ['model', 'user', 'model', 'user'],
  );
  assert.equal(turns[3]?.['parts'], [
    { functionResponse: { id: 'a', name: 'second', response: { output: '2' } } },
  ]);
});

Contents('leaves the ids of calls out where the API has none', () => {
  const turns = contents(
    [
      { role: 'assistant', tool_calls: [callOf('a', 'now')] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ],
    'gemini-2.5-flash',
    false,
  );
  assert.equal(turns[1]?.['parts'], [
    { functionResponse: { name: 'now', response: { output: '' } } },
  ]);
  assert.not.match(JSON.stringify(turns, writeBigInt), '"id"');
});

Contents('tells the pictures of a result beside its text', () => {
  const url = 'data:image/png;base64,QUJD';
  const content = [
    { type: 'text', text: 'Here:' },
    { type: 'image_url', image_url: { url } },
  ];
  const [, result] = contents([
    { role: 'assistant', tool_calls: [callOf('a', 'draw')] },
    { role: 'tool', tool_call_id: 'a', content },
  ]);
  assert.equal(result?.['parts'], [
    {
      functionResponse: {
        id: 'a',
        name: 'draw',
        response: { output: 'Here:' },
        parts: [{ inlineData: { mimeType: 'image/png', data: 'QUJD' } }],
      },
    },
  ]);
});

Contents('names a result without its call as its message does, or refuses it', () => {
  const result = { role: 'tool', tool_call_id: 'x', content: '1' };
  assert.equal(contents([{ ...result, name: 'now' }])[0]?.['parts'], [
    { functionResponse: { id: 'x', name: 'now', response: { output: '1' } } },
  ]);
  assert.throws(() => contents([result]), isBadRequest);
});

const signed: [string, JsonObject][] = [
  ["Google's name", { extra_content: { google: { thought_signature: 'c2ln' } } }],
  ["LiteLLM's name", { provider_specific_fields: { thought_signature: 'c2ln' } }],
  [
    "LiteLLM's place inside the function",
    {
      function: {
        name: 'now',
        arguments: '',
        provider_specific_fields: { thought_signature: 'c2ln' },
      },
    },
  ],
];

for (const [name, members] of signed) {
  Contents(`gives the signature of a call back by ${name}`, () => {
    const [turn] = contents([{ role: 'assistant', tool_calls: [callOf('a', 'now', members)] }]);
    const [part] = Array.isArray(turn?.['parts']) ? turn['parts'] : [];
    assert.match(JSON.stringify(part, writeBigInt), '"thoughtSignature":"c2ln"');
  });
}

Contents('gives the signature of a text back with its last part', () => {
  const content = [
    { type: 'text', text: 'One' },
    { type: 'text', text: 'Two' },
  ];
  const more = { provider_specific_fields: { thought_signatures: ['b2xk', 'c2ln'] } };
  assert.equal(contents([{ role: 'assistant', content, ...more }])[0]?.['parts'], [
    { text: 'One' },
    { text: 'Two', thoughtSignature: 'c2ln' },
  ]);
});

Contents("marks the first of another model's calls as foreign to Gemini 3 only", () => {
  const calls = [{ role: 'assistant', tool_calls: [callOf('a', 'now'), callOf('b', 'later')] }];
  const signaturesFor = (model: string) =>
    JSON.stringify(contents(calls, model), writeBigInt).match(/skip_thought_signature_validator/g);
  assert.is(signaturesFor('gemini-3-flash-preview')?.length, 1);
  assert.is(signaturesFor('gemini-flash-latest')?.length, 1);
  assert.is(signaturesFor('gemini-2.5-flash'), null);
});

Contents('leaves out what says nothing', () => {
  const image = { type: 'image_url', image_url: 'data:image/png;base64,QUJD' };
  const messages = [
    { role: 'system', content: '' },
    { role: 'assistant', content: null },
    { role: 'user', content: [{ type: 'text', text: '' }, image] },
    { role: 'assistant', content: '', tool_calls: [callOf('a', 'now')] },
    { role: 'user', content: '' },
  ];
  assert.equal(
    contents(messages).map(({ parts }) => objectsOf(parts).map(Object.keys)),
    [[['inlineData']], [['functionCall']]],
  );
  assert.is(writeSystem(read(messages)), undefined);
});

Contents('keeps an empty text that carries a signature', () => {
  const google = { thought_signature: 's' };
  const messages = [{ role: 'assistant', content: '', extra_content: { google } }];
  const parts = [{ text: '', thoughtSignature: 's' }];
  assert.equal(contents(messages), [{ role: 'model', parts }]);
});

const isBadRequest = (error: unknown): boolean =>
  error instanceof UpstreamError && error.kind === 'bad_request';

const writeBigInt = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

Contents.run();
