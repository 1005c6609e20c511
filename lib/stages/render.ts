import { z } from 'zod';
import { RecordError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Message, PipeRecord } from '../record.ts';
import { imageUrl, namesIn, withImages } from './images.ts';
import { promptShapes, type RecordPrompt, readPrompt } from './record-prompt.ts';
import type { StageKind, StageTools, TemplateSource } from './stage.ts';

const text = z
  .union([z.string(), z.strictObject({ file: z.string().min(1) })])
  .describe('A Liquid template, or `{ file: PATH }` relative to the pipeline.');

const schema = z
  .strictObject({
    system: text
      .optional()
      .describe(
        'Template of the system message, or `{ file: PATH }`; with `from`, of records that have none.',
      ),
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
    from: z
      .enum(['auto', ...promptShapes])
      .optional()
      .describe(
        'Takes the prompt that the record holds, in place of `user` and `messages`, in the shape of a data set; `auto`: whichever it is.',
      ),
    images: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe(
        'Templates of images for the last user message: addresses, data URIs, files below `images_root`, or lists of these.',
      ),
    images_root: z
      .string()
      .min(1)
      .optional()
      .describe('The folder, relative to the pipeline, below which image files may be read.'),
  })
  .refine(({ user, messages, from }) => (user ?? messages ?? from) !== undefined, {
    error: 'give a user message, messages, or from',
    // A misspelt key is one fault, not two.
    when: ({ issues }) => issues.length === 0,
  })
  .refine(({ user, messages, from }) => from === undefined || (user ?? messages) === undefined, {
    error: 'the prompt comes either from the record or from user and messages',
    when: ({ issues }) => issues.length === 0,
  });

type Settings = z.infer<typeof schema>;
type Render<Result> = (scope: JsonObject) => Result;

/** Makes the prompt for the next call from the record. */
export const render: StageKind = {
  name: 'render',
  summary: 'Makes the prompt for the next call from the record.',
  schema,
  rendersPrompt: true,
  create(tools, label) {
    const settings = tools.settings(schema);
    const renderPrompt = promptRenderer(settings, tools);
    const renderImages = imageRenderer(settings, tools);
    return {
      label,
      maxConcurrent: undefined,
      run(record) {
        const scope = record.value;
        const { messages, params } = renderPrompt(scope);
        record.params = params;
        record.messages = messages;
        return renderImages ? addImages(record, messages, renderImages(scope)) : record;
      },
    };
  },
};

function promptRenderer(settings: Settings, tools: StageTools): Render<RecordPrompt> {
  const { from } = settings;
  if (from === undefined) {
    const renders = messagesOf(settings).map(({ role, content, path }) =>
      compileMessage(role, content, path, tools),
    );
    return (scope) => ({ messages: renders.map((one) => one(scope)), params: undefined });
  }
  const renderSystem =
    settings.system === undefined
      ? undefined
      : compileMessage('system', settings.system, ['system'], tools);
  return (scope) => {
    const { messages, params } = readPrompt(scope, from);
    if (!renderSystem || messages.some(({ role }) => role === 'system'))
      return { messages, params };
    return { messages: [renderSystem(scope), ...messages], params };
  };
}

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
): Render<Message> {
  const renderText = tools.compileText(content, path);
  return (scope) => {
    const rendered = renderText(scope);
    if (rendered.trim() === '') throw new RecordError('template', `the ${role} message is blank`);
    return { role, content: rendered };
  };
}

/** What stands for each image, some only once its file has been read. */
type ImageUrls = (string | Promise<string>)[];

function imageRenderer(settings: Settings, tools: StageTools): Render<ImageUrls> | undefined {
  const { images, images_root: folder } = settings;
  const root = folder && tools.findFolder(folder, ['images_root']);
  if (images === undefined) return undefined;
  const renders = [images].flat().map((template, index) => {
    const path = Array.isArray(images) ? ['images', index] : ['images'];
    return tools.compileValue(template, path);
  });
  return (scope) =>
    renders.flatMap((one) => namesIn(one(scope))).map((name) => imageUrl(name, root));
}

/** At once where no file has to be read. */
function addImages(
  record: PipeRecord,
  messages: readonly Message[],
  urls: ImageUrls,
): PipeRecord | Promise<PipeRecord> {
  const add = (ready: readonly string[]): PipeRecord => {
    if (ready.length > 0) record.messages = withImages(messages, ready);
    return record;
  };
  return urls.every((url) => typeof url === 'string') ? add(urls) : Promise.all(urls).then(add);
}
