import type { JsonObject } from '../../../lib/json.ts';
import { hearOpenAi } from './hear-openai.ts';
import { at, type Heard, heard } from './heard.ts';

/** Its messages and tools are OpenAI's. */
export function hearCohere({
  stop_sequences: stop,
  p: top_p,
  response_format: format,
  tool_choice: choice,
  thinking,
  strict_tools: _strict,
  ...others
}: JsonObject): Heard {
  const isJson = at(format, 'type') === 'json_object';
  return heard({
    ...hearOpenAi(others),
    stop,
    top_p,
    tool_choice: typeof choice === 'string' ? choice.toLowerCase() : undefined,
    response_format: at(format, 'json_schema') ?? (isJson ? 'json' : undefined),
    reasoning_effort: efforts[String(at(thinking, 'type'))],
  });
}

const efforts: Readonly<Record<string, string>> = { enabled: 'high', disabled: 'none' };
