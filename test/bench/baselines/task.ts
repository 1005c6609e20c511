import type { JsonObject } from '../../../lib/json.ts';

/** The members of an input record that the work looks at. */
export type Task = JsonObject & { lang: string; text: string };
export type Answer = { choices: [{ message: { content: string } }]; usage: JsonObject };

export const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-1234' };

/** The work of every baseline, as pipeline.yaml has it: a prompt from the record, a request of it, ... */
export const requestBody = (record: Task): string =>
  JSON.stringify({
    model: 'mock-model',
    messages: [
      { role: 'system', content: 'You are a careful annotator.' },
      {
        role: 'user',
        content: `Classify the sentiment of this review (${record.lang}): ${record.text}`,
      },
    ],
    temperature: 0,
    max_tokens: 128,
  });

/** ... and the record with its answer. */
export function outputLine(record: Task, answer: Answer): string {
  record['answer'] = answer.choices[0].message.content;
  record['usage'] = answer.usage;
  return `${JSON.stringify(record)}\n`;
}
