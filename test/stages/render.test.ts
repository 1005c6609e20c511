import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { Message } from '../../lib/record.ts';
import { withFolder } from '../io/with-folder.ts';
import { type Files, faultsOf, withPipeline } from '../pipeline/with-pipeline.ts';
import { chat } from '../support/upstream.ts';

const Render = suite('render');

/** The prompt that a render stage with these settings makes of a record. */
async function promptOf(settings: string, raw: string, files: Files = {}): Promise<Message[]> {
  let messages: Message[] | undefined;
  const pipeline = `stages:\n  - render: ${settings}\n`;
  await withPipeline({ files: { ...files, 'pipeline.yaml': pipeline } }, async ({ take }) => {
    messages = (await take(raw))?.messages;
  });
  if (!messages) throw new TypeError('nothing was rendered');
  return messages;
}

async function failureOf(settings: string, raw: string): Promise<string> {
  try {
    await promptOf(settings, raw);
  } catch (error) {
    if (error instanceof RecordError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  throw new TypeError('it was rendered');
}

const onlyRender = (settings: string): Files => ({
  'pipeline.yaml': `stages:\n  - render: ${settings}\n`,
});

Render('puts system first, then the messages, then user, however they are written', async () => {
  const settings = `
      user: "Q {{ q }}"
      messages:
        - { role: user, content: "Example {{ q }}" }
        - { role: assistant, content: yes }
        - { role: developer, content: short }
      system: Be brief.`;
  assert.equal(await promptOf(settings.replace('yes', '"yes"'), '{"q":1}'), [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Example 1' },
    { role: 'assistant', content: 'yes' },
    { role: 'developer', content: 'short' },
    { role: 'user', content: 'Q 1' },
  ]);
});

Render('needs no system message, and no user message beside messages', async () => {
  assert.equal(await promptOf('{ user: hi }', '{}'), [{ role: 'user', content: 'hi' }]);
  assert.equal(await promptOf('{ messages: [{ role: user, content: hi }] }', '{}'), [
    { role: 'user', content: 'hi' },
  ]);
});

Render('finds template files beside the pipeline, without their last line feed', async () => {
  const files = { 'prompts/label.md': '\uFEFFLabel\n\n{{ text }}\n' };
  const settings = '{ system: { file: prompts/label.md }, user: hi }';
  assert.equal((await promptOf(settings, '{"text":"x"}', files))[0], {
    role: 'system',
    content: 'Label\n\nx',
  });
});

Render('makes the prompt anew, so that an earlier one is replaced', async () => {
  const pipeline = 'stages:\n  - render: { user: one }\n  - render: { user: two }\n';
  await withPipeline({ files: { 'pipeline.yaml': pipeline } }, async ({ take }) => {
    assert.equal((await take('{}'))?.messages, [{ role: 'user', content: 'two' }]);
  });
});

Render('writes objects, lists and huge numbers as JSON', async () => {
  const raw = '{"o":{"id":12345678901234567890},"l":[1,"x"]}';
  const [message] = await promptOf('{ user: "{{ o }} {{ l }} {{ o.id }}" }', raw);
  assert.is(message?.['content'], '{"id":12345678901234567890} [1,"x"] 12345678901234567890');
});

Render('fails a record whose prompt is blank', async () => {
  assert.is(
    await failureOf('{ user: "{{ text }}" }', '{"text":" \\n\\t"}'),
    'template: the user message is blank',
  );
  assert.is(
    await failureOf('{ system: "{{ text }}", user: hi }', '{"text":""}'),
    'template: the system message is blank',
  );
});

Render('fails a record that lacks a variable, and names its place', async () => {
  assert.match(
    await failureOf('{ user: "Hi {{ text }}" }', '{"txt":1}'),
    /^template: .*\btext\b.*\(line 1, column 7\)$/,
  );
  assert.match(
    await failureOf('{ user: "{{ a.b }}" }', '{"a":{"b":null}}'),
    /^template: a\.b is null/,
  );
});

Render('refuses settings without a user message or messages', async () => {
  assert.equal(await faultsOf(onlyRender('{ system: hi }')), [
    'pipeline.yaml:2:13: stages[0].render: give a user message, messages, or from',
  ]);
});

Render('names the file, line and column of a fault in a template file', async () => {
  const files = {
    ...onlyRender('{ user: { file: p.md } }'),
    'p.md': 'Text\n  {{ text | upcas }}\n',
  };
  assert.equal(await faultsOf(files), ['p.md:2:3: unknown filter "upcas", did you mean "upcase"?']);
});

Render('names the setting of a fault in an inline template, and the place in it', async () => {
  assert.equal(await faultsOf(onlyRender('{ system: hi, user: "a {{ b" }')), [
    'pipeline.yaml:2:33: output "{{ b" not closed (line 1, column 3 of the template)',
  ]);
});

Render('says which template file is missing or no file', async () => {
  assert.equal(await faultsOf(onlyRender('{ user: { file: none.md } }')), [
    'pipeline.yaml:2:29: cannot read none.md: no such file or directory',
  ]);
  const files = { ...onlyRender('{ user: { file: prompts } }'), 'prompts/p.md': 'hi' };
  assert.equal(await faultsOf(files), ['pipeline.yaml:2:29: cannot read prompts: is a directory']);
});

Render('tells the faults of all its templates at once', async () => {
  const settings = `
      system: "{{ a | upcas }}"
      messages: [{ role: user, content: "{% iff %}" }]
      user: { file: none.md }`;
  assert.equal((await faultsOf(onlyRender(settings))).length, 3);
});

Render('takes the prompt that the record holds, and its parameters', async () => {
  const raw = '{"body":{"messages":[{"role":"user","content":"hi"}],"top_k":1,"temperature":1}}';
  const files = {
    'pipeline.yaml': `stages:
  - render: { from: auto, system: Be brief. }
  - call: { model: m, params: { temperature: 0, seed: 7 } }
`,
  };
  await withPipeline({ files, answers: [chat('Hello')] }, async ({ take, upstream }) => {
    await take(raw);
    assert.equal(upstream.seen[0]?.body, {
      model: 'upstream-m',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
      temperature: 1,
      seed: 7,
      top_k: 1,
    });
  });
});

Render('takes the prompt from one place only, and images from a folder that is there', async () => {
  assert.equal(await faultsOf(onlyRender('{ from: auto, user: hi }')), [
    'pipeline.yaml:2:13: stages[0].render: the prompt comes either from the record or from user and messages',
  ]);
  const [fault = ''] = await faultsOf(onlyRender('{ user: hi, images: x, images_root: none }'));
  assert.match(fault, /^pipeline.yaml:2:49: there is no folder none$/);
});

Render("leaves the record's own system message alone", async () => {
  const raw = '{"messages":[{"role":"system","content":"own"},{"role":"user","content":"hi"}]}';
  const [first] = await promptOf('{ from: messages, system: "{{ missing }}" }', raw);
  assert.equal(first, { role: 'system', content: 'own' });
});

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

/** Folders with the images `in/a.png` and `out.png`, and links from `in` to both. */
const withImages = (use: (folder: string) => Promise<void>): Promise<void> =>
  withFolder((folder) => {
    const root = join(folder, 'in');
    mkdirSync(root);
    writeFileSync(join(root, 'a.png'), Buffer.from(pixel, 'base64'));
    writeFileSync(join(root, 'b.txt'), 'text');
    writeFileSync(join(folder, 'out.png'), Buffer.from(pixel, 'base64'));
    symlinkSync(join(root, 'a.png'), join(root, 'inner.png'));
    symlinkSync(join(folder, 'out.png'), join(root, 'outer.png'));
    return use(root);
  });

const urlsIn = ([message]: readonly Message[]): unknown => {
  const content = message?.['content'];
  if (!Array.isArray(content)) return content;
  return content.map((part) => (isJsonObject(part) ? (part['text'] ?? part['image_url']) : part));
};

Render('adds images to the last user message: addresses, data, files below images_root', () =>
  withImages(async (root) => {
    const settings = `{ user: look, images: ["{{ one }}", "{{ many }}"], images_root: ${root} }`;
    const raw = {
      one: 'https://h/x.png',
      many: ['data:image/png;base64,AA==', 'a.png', 'inner.png'],
    };
    const file = { url: `data:image/png;base64,${pixel}` };
    assert.equal(urlsIn(await promptOf(settings, JSON.stringify(raw))), [
      'look',
      { url: 'https://h/x.png' },
      { url: 'data:image/png;base64,AA==' },
      file,
      file,
    ]);
  }),
);

Render('leaves out blank images, and the message as text where there is none', async () => {
  const settings = '{ user: look, images: "{{ image | default: \'\' }}" }';
  assert.equal(await promptOf(settings, '{}'), [{ role: 'user', content: 'look' }]);
});

Render('reads no image from elsewhere, whatever is there', () =>
  withImages(async (root) => {
    for (const name of [
      'outer.png',
      '../out.png',
      `${root}/../out.png`,
      'none.png',
      '/etc/passwd',
    ]) {
      const settings = `{ user: look, images: "{{ image }}", images_root: ${root} }`;
      const failure = await failureOf(settings, JSON.stringify({ image: name }));
      assert.is(failure, `template: there is no image ${JSON.stringify(name)} below images_root`);
    }
  }),
);

const refused = [
  ['b.txt', 'the image "b.txt" is no PNG, JPEG, GIF or WebP'],
  ['file:///etc/passwd', 'an image is named by http, https or data, not "file:///etc/passwd"'],
  [7, 'expected the name of an image'],
] as const;

for (const [image, message] of refused) {
  Render(`refuses the image ${image}`, () =>
    withImages(async (root) => {
      const settings = `{ user: look, images: "{{ image }}", images_root: ${root} }`;
      const failure = await failureOf(settings, JSON.stringify({ image }));
      assert.is(failure, `template: ${message}`);
    }),
  );
}

Render('reads no file without images_root', async () => {
  assert.is(
    await failureOf('{ user: look, images: a.png }', '{}'),
    'template: the image "a.png" is a file; images_root must name the folder of the images',
  );
});

Render.run();
