import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import type { Reply } from '../../lib/llm/handler.ts';
import { readChunks } from './calls.ts';

/** What the first choice of a chat answer says, however it came. */
export interface Assembled {
  text: string;
  reasoning: string;
  tools: [name: string, arguments: string][];
  finish: JsonValue;
}

/** Reads a reply to its end. @throws UpstreamError */
export async function assemble(reply: Reply): Promise<Assembled> {
  if (reply.answer) return readMessage(reply.answer.body);
  const chunks = await readChunks(reply);
  return joinChunks(chunks.map((chunk) => chunk.json()));
}

function readMessage({ choices }: JsonObject): Assembled {
  const [choice] = objectsOf(choices);
  const message = objectOf(choice?.['message']);
  return {
    text: textOf(message['content'] ?? choice?.['text']),
    reasoning: textOf(message['reasoning_content']),
    tools: objectsOf(message['tool_calls']).map((call) => {
      const called = objectOf(call['function']);
      return [textOf(called['name']), textOf(called['arguments'])];
    }),
    finish: choice?.['finish_reason'] ?? null,
  };
}

/** As an OpenAI client puts the deltas together. */
export function joinChunks(chunks: readonly (JsonValue | undefined)[]): Assembled {
  const joined: Assembled = { text: '', reasoning: '', tools: [], finish: null };
  for (const chunk of chunks) {
    for (const choice of objectsOf(objectOf(chunk)['choices'])) {
      if (choice['index'] === 0) addDelta(joined, choice);
    }
  }
  return joined;
}

function addDelta(joined: Assembled, choice: JsonObject): void {
  const delta = objectOf(choice['delta']);
  joined.text += textOf(delta['content'] ?? choice['text']);
  joined.reasoning += textOf(delta['reasoning_content']);
  joined.finish = choice['finish_reason'] ?? joined.finish;
  for (const call of objectsOf(delta['tool_calls'])) {
    const called = objectOf(call['function']);
    const index = Number(call['index']);
    joined.tools[index] ??= ['', ''];
    joined.tools[index][0] += textOf(called['name']);
    joined.tools[index][1] += textOf(called['arguments']);
  }
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

const objectsOf = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
