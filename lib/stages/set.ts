import { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import { memberName } from './member-name.ts';
import type { StageKind, StageTools } from './stage.ts';

const schema = z
  .record(memberName(), z.json())
  .describe(
    'Members to set. Text is a Liquid template; one that is nothing but `{{ ... }}` keeps the type of the value.',
  );

/** Sets members of the record. */
export const set: StageKind = {
  name: 'set',
  summary: 'Sets members of the record, from templates or plain values.',
  schema,
  create(tools, label) {
    const setters = Object.entries(tools.settings(schema)).map(([name, value]) => ({
      name,
      evaluate: compile(name, value, tools),
    }));
    return {
      label,
      maxConcurrent: undefined,
      run(record) {
        for (const { name, evaluate } of setters) record.set(name, evaluate(record.value));
        return record;
      },
    };
  },
};

function compile(
  name: string,
  value: JsonValue,
  tools: StageTools,
): (scope: JsonObject) => JsonValue {
  return typeof value === 'string' ? tools.compileValue(value, [name]) : () => value;
}
