import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { ToolCallStream } from '../../lib/providers/openai-tool-calls.ts';
import { joinChunks } from '../support/assemble.ts';

const ToolCalls = suite('openai tool calls');

const piece = (index: number | undefined, text: string, more: JsonObject = {}): JsonObject => ({
  ...(index !== undefined && { index }),
  ...more,
  function: { ...(isJsonObject(more['function']) && more['function']), arguments: text },
});

const named = (id: string | undefined, name: string): JsonObject => ({
  ...(id !== undefined && { id }),
  type: 'function',
  function: { name },
});

/** The pieces as they go on, and what a client makes of them. */
function stream(...pieces: JsonObject[]) {
  const calls = new ToolCallStream();
  const sent = pieces.map((each) => calls.normalise(each));
  const chunks = sent.map((call) => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }));
  return { sent, tools: joinChunks(chunks).tools };
}

const two = [
  ['f', '{"a":1}'],
  ['g', '{}'],
];

ToolCalls('pass on as they came where nothing is missing', () => {
  const pieces = [
    piece(0, '', named('x', 'f')),
    piece(0, '{"a":1}'),
    piece(1, '{}', named('y', 'g')),
  ];
  const { sent, tools } = stream(...pieces);
  assert.ok(sent.every((call, at) => call === pieces[at]));
  assert.equal(tools, two);
});

ToolCalls('say an id and a name once that a server says with every piece', () => {
  const { sent, tools } = stream(
    piece(0, '{"a"', named('x', 'f')),
    piece(0, ':', named('x', 'f')),
    piece(0, '1}', named('x', 'f')),
    piece(1, '{}', named('y', 'g')),
  );
  assert.equal(tools, two);
  assert.equal(
    sent.map(({ id }) => id),
    ['x', undefined, undefined, 'y'],
  );
});

ToolCalls('take no id anew for a call that goes on', () => {
  const { sent } = stream(piece(0, '{', named('x', 'f')), piece(0, '}', { id: 'z' }));
  assert.equal(sent[1], piece(0, '}'));
});

ToolCalls('keep a name that comes in pieces', () => {
  const { tools } = stream(piece(0, '', named('x', 'get_')), piece(0, '{}', named('x', 'time')));
  assert.equal(tools, [['get_time', '{}']]);
});

ToolCalls('are told apart by their ids where all have the same index', () => {
  const { sent, tools } = stream(
    piece(0, '{"a"', named('x', 'f')),
    piece(0, ':1}'),
    piece(0, '{', named('y', 'g')),
    piece(0, '}'),
  );
  assert.equal(tools, two);
  assert.equal(
    sent.map(({ index }) => index),
    [0, 0, 1, 1],
  );
});

ToolCalls('go on where their ids say, also after another one', () => {
  const { tools } = stream(
    piece(0, '{"a"', named('x', 'f')),
    piece(0, '{', named('y', 'g')),
    piece(0, ':1}', named('x', 'f')),
    piece(0, '}', named('y', 'g')),
  );
  assert.equal(tools, two);
});

ToolCalls('have an index and an id where the server gives none', () => {
  const { sent, tools } = stream(
    piece(undefined, '{"a":', named(undefined, 'f')),
    piece(undefined, '1}'),
    piece(undefined, '{}', named('y', 'g')),
  );
  assert.equal(tools, two);
  assert.match(String(sent[0]?.['id']), /^call_\w{24}$/);
  assert.equal(
    sent.map(({ index }) => index),
    [0, 0, 1],
  );
});

ToolCalls('have another index where it is no place in a list', () => {
  const { sent, tools } = stream(
    piece(-1, '{"a":1}', named('x', 'f')),
    piece(0.5, '{}', named('y', 'g')),
  );
  assert.equal(tools, two);
  assert.equal(
    sent.map(({ index }) => index),
    [0, 1],
  );
});

ToolCalls('may begin at any index', () => {
  const { sent } = stream(
    piece(2 ** 40, '{', named('x', 'f')),
    piece(2 ** 40, '}', named('x', 'f')),
    piece(undefined, '{}', named('y', 'g')),
  );
  assert.equal(
    sent.map(({ index }) => index),
    [2 ** 40, 2 ** 40, 2 ** 40 + 1],
  );
});

ToolCalls('have arguments that are text', () => {
  const { tools } = stream({
    index: 0,
    ...named('x', 'f'),
    function: { name: 'f', arguments: { a: 1 } },
  });
  assert.equal(tools, [['f', '{"a":1}']]);
});

ToolCalls.run();
