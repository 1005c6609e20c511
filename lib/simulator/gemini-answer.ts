import type { Stream } from './answer.ts';
import { argumentsIn, piecesOf, type Turn } from './chat.ts';
import type { FinishReason } from './completion.ts';
import { jsonType } from './exchange.ts';
import { eventsType } from './server-sent-events.ts';

const finishReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
};

const partOf = (turn: Turn, text: string) =>
  turn.tool ? { functionCall: { name: turn.tool.name, args: argumentsIn(turn) } } : { text };

const usageOf = ({ promptTokens, completionTokens }: Turn['usage']) => ({
  promptTokenCount: promptTokens,
  candidatesTokenCount: completionTokens,
  totalTokenCount: promptTokens + completionTokens,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
});

/** Both a whole answer and one event of a stream. */
const responseOf = ({ model, hash }: Turn, candidate: object, usageMetadata: object) => ({
  candidates: [{ ...candidate, index: 0 }],
  usageMetadata,
  modelVersion: model,
  responseId: hash,
});

/** Modelled on recording f03e2fa6af2d. */
export function writePlain(turn: Turn): string {
  const said = turn.text === '' ? {} : { parts: [partOf(turn, turn.text)] };
  const candidate = {
    content: { ...said, role: 'model' },
    finishReason: finishReasons[turn.finishReason],
  };
  return JSON.stringify(responseOf(turn, candidate, usageOf(turn.usage)));
}

/** The events of a stream before its last, and that one, which has no text of its own. */
function eventsOf(turn: Turn): { texts: string[]; last: string } {
  const { promptTokens } = turn.usage;
  const soFar = { promptTokenCount: promptTokens, totalTokenCount: promptTokens };
  const saying = (part: object) => ({ content: { parts: [part], role: 'model' } });
  // A call comes in one piece.
  const pieces = turn.tool ? [turn.text] : piecesOf(turn.text);
  const last = { ...saying({ text: '' }), finishReason: finishReasons[turn.finishReason] };
  return {
    texts: pieces.map((piece) =>
      JSON.stringify(responseOf(turn, saying(partOf(turn, piece)), soFar)),
    ),
    last: JSON.stringify(responseOf(turn, last, usageOf(turn.usage))),
  };
}

/** Modelled on recordings bfe806b4c389 and d6570d8693f4. */
export const streamFor = (query: string): ((turn: Turn) => Stream) =>
  new URLSearchParams(query).get('alt') === 'sse' ? streamEvents : streamArray;

function streamEvents(turn: Turn): Stream {
  const { texts, last } = eventsOf(turn);
  const event = (json: string) => `data: ${json}\r\n\r\n`;
  return {
    contentType: eventsType,
    opening: texts.map(event).join(''),
    closing: event(last),
    failing: event,
  };
}

/** Without `alt=sse` the stream is one JSON array, which grows. */
function streamArray(turn: Turn): Stream {
  const { texts, last } = eventsOf(turn);
  const end = (json: string) => `${texts.length > 0 ? ',\r\n' : ''}${json}\r\n]`;
  return {
    contentType: jsonType,
    opening: `[${texts.join(',\r\n')}`,
    closing: end(last),
    failing: end,
  };
}
