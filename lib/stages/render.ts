import { z } from 'zod';
import { RecordError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Message } from '../record.ts';
import type { StageKind, StageTools, TemplateSource } from './stage.ts';

const text = z
  .union([z.string(), z.strictObject({ file: z.string().min(1) })])
  .describe('A Liquid template, or `{ file: PATH }` relative to the pipeline.');

const schema = z
  .strictObject({
    system: text.optional().describe('Template of the system message, or `{ file: PATH }`.'),
    user: text.optional().describe('Template of the user message, or `{ file: PATH }`.'),
    messages: z
      .array(
        z.strictObject({
          role: z.enum(['system', 'developer', 'user', 'assistant']),
          content: text,
        }),
      )
      .min(1)
      .optional()
      .describe('Messages between `system` and `user`, such as worked examples.'),
  })
  .refine(({ user, messages }) => user !== undefined || messages !== undefined, {
    error: 'give a user message, or messages',
    // A misspelt key is one fault, not two.
    when: ({ issues }) => issues.length === 0,
  });

type Settings = z.infer<typeof schema>;
type Render = (scope: JsonObject) => Message;

/** Makes the prompt for the next call from the record. */
export const render: StageKind = {
  name: 'render',
  summary: 'Makes the prompt for the next call from the record.',
  schema,
  rendersPrompt: true,
  create(tools, label) {
    const renders = messagesOf(tools.settings(schema)).map(({ role, content, path }) =>
      compileMessage(role, content, path, tools),
    );
    return {
      label,
      maxConcurrent: undefined,
      run(record) {
        const scope = record.value;
        record.messages = renders.map((renderMessage) => renderMessage(scope));
        return record;
      },
    };
  },
};

function messagesOf({ system, user, messages = [] }: Settings) {
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system, path: ['system'] }]),
    ...messages.map((message, index) => ({ ...message, path: ['messages', index, 'content'] })),
    ...(user === undefined ? [] : [{ role: 'user', content: user, path: ['user'] }]),
  ];
}

function compileMessage(
  role: string,
  content: TemplateSource,
  path: readonly PropertyKey[],
  tools: StageTools,
): Render {
  const renderText = tools.compileText(content, path);
  return (scope) => {
    const rendered = renderText(scope);
    if (rendered.trim() === '') throw new RecordError('template', `the ${role} message is blank`);
    return { role, content: rendered };
  };
}
