import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError, StopError, UsageError } from '../../lib/errors.ts';
import { BadRecord } from '../../lib/io/bad-record.ts';
import {
  type DeadLetterError,
  deadLetterLine,
  openDeadLetter,
  unwrapDeadLetterLine,
} from '../../lib/io/dead-letter.ts';
import { Oversized } from '../../lib/io/raw-text.ts';
import { PipeRecord } from '../../lib/record.ts';
import { withFolder, withFullDisk } from './with-folder.ts';

const Line = suite('dead-letter line');

const position = { file: 'in.jsonl', line: 3 };
const error: DeadLetterError = {
  kind: 'server_error',
  stage: 'classify',
  message: 'openai answered 500: {"a":1},"_error":{"kind":"timeout"}}\u2028',
  code: undefined,
  attempts: 3,
  status: 500,
  file: 'in.jsonl',
  line: 3,
  index: 2,
  at: '2026-11-20T10:00:00.000Z',
};
const wrapped = (raw: string) =>
  deadLetterLine(new PipeRecord(2, position, raw), error).slice(0, -1);
const errorText = wrapped('{}').slice('{"record":{},"_error":'.length, -1);

const objects = [
  '{}',
  '{"a":1}\r',
  ' \t{ "a" : 1.10, "a":12345678901234567890 } \r',
  '{"text":"\u2028 \\u00e9 😀 \\/"}',
  `{"a":{},"_error":${errorText}}`,
  `{"a":1,"_error":{"kind":"timeout"}}`,
  `{"a":",\\"_error\\":{"}`,
  `{"record":{},"_error":{}}`,
  `{"record":{"record":{},"_error":${errorText}},"_error":${errorText}}`,
  `{"raw":"x","_error":${errorText}}`,
];

for (const raw of objects) {
  Line(`keeps an object as it was: ${JSON.stringify(raw).slice(0, 60)}`, () => {
    const line = wrapped(raw);
    assert.ok(line.startsWith(`{"record":${raw},"_error":{"kind":"server_error",`));
    assert.equal(JSON.parse(line)._error.message, error.message);
    assert.is(unwrapDeadLetterLine(line), raw);
  });
}

const others = [
  '',
  'x',
  '{"a":1',
  '[1]',
  'null',
  '"text"',
  '{"a":1}{}',
  '\0',
  '{"a":1},"_error":{}}\r',
];

for (const raw of others) {
  Line(`keeps a text that is no object: ${JSON.stringify(raw)}`, () => {
    const line = wrapped(raw);
    assert.is(JSON.parse(line).raw, raw);
    assert.is(unwrapDeadLetterLine(line), raw);
  });
}

Line('leaves out what is not known and escapes line ends of other readers', () => {
  const line = wrapped('{}');
  assert.not.match(line, '"code"');
  assert.not.match(line, '\u2028');
});

Line('gives the bytes of a line that is not UTF-8', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x0d]);
  const entry = new BadRecord(2, position, {
    error: new RecordError('input_parse', 'not UTF-8'),
    member: 'raw_base64',
    text: bytes.toString('base64'),
  });
  const line = deadLetterLine(entry, error);
  assert.is(JSON.parse(line).raw_base64, 'e/8N');
  assert.equal(unwrapDeadLetterLine(line.trimEnd()), bytes);
});

Line('gives the start of a line that was too large', () => {
  const entry = new BadRecord(2, position, {
    error: new RecordError('too_large', 'too large'),
    member: 'raw_prefix',
    text: '{"a":"\u2028',
  });
  const line = deadLetterLine(entry, error);
  assert.equal(unwrapDeadLetterLine(line), new Oversized('{"a":"\u2028'));
});

Line('is still known after a tool has changed its line end', () => {
  assert.is(unwrapDeadLetterLine(`${wrapped('{"a":1}')} \r`), '{"a":1}');
});

const ordinary = [
  '',
  '{}',
  '{"record":1}',
  '{"record":{"a":1}}',
  '{"record":{"a":1},"_error":"text"}',
  '{"record":{"a":1},"_error":{}}',
  '{"record":{"a":1},"_error":{"kind":"odd","message":"","index":0,"at":""}}',
  `{"record":{"a":1},"_error":${errorText}`,
  `{"record":{"a":1},"_error":${errorText},"more":1}`,
  `{"record":[1],"_error":${errorText}}`,
  `{"record":1,"x":{"a":1,"_error":${errorText}}}`,
  `{"raw":1,"_error":${errorText}}`,
  `{"a":1,"record":{"a":1},"_error":${errorText}}`,
  `{"rawest":"a","_error":${errorText}}`,
];

for (const raw of ordinary) {
  Line(`leaves another line alone: ${raw.slice(0, 60)}`, () => {
    assert.is(unwrapDeadLetterLine(raw), undefined);
  });
}

Line.run();

const File = suite('dead letter');

File('makes its file at the first failure', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'errors.jsonl');
    const letter = openDeadLetter(path);
    assert.not(existsSync(path));
    await letter.write('{"é":1}\n');
    await letter.write('{}\n');
    await letter.close();
    assert.is(readFileSync(path, 'utf8'), '{"é":1}\n{}\n');
    assert.equal([letter.path, letter.count, letter.bytes], [path, 2, 12]);
  }),
);

File('leaves no file when nothing fails, and moves that of an earlier run', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'errors.jsonl');
    writeFileSync(path, 'new');
    writeFileSync(`${path}.old`, 'old');
    await openDeadLetter(path).close();
    assert.not(existsSync(path));
    assert.is(readFileSync(`${path}.old`, 'utf8'), 'new');
  }),
);

File('does not overwrite the lines of another run that began at the same time', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'errors.jsonl');
    const letters = [openDeadLetter(path), openDeadLetter(path)];
    for (const letter of letters) {
      await letter.write('{}\n');
      await letter.close();
    }
    assert.is(readFileSync(path, 'utf8'), '{}\n{}\n');
  }),
);

File('writes a device in place, also through a link', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'errors.jsonl');
    symlinkSync('/dev/null', path);
    const letter = openDeadLetter(path);
    await letter.write('{}\n');
    await letter.close();
    assert.ok(statSync(path).isCharacterDevice());
    assert.not(existsSync(`${path}.old`));
  }),
);

File('refuses a path where nothing can be written', () =>
  withFolder((folder) => {
    const missing = join(folder, 'none', 'errors.jsonl');
    assert.throws(
      () => openDeadLetter(missing),
      (thrown: unknown) => thrown instanceof UsageError,
    );
    mkdirSync(join(folder, 'errors.jsonl'));
    assert.throws(() => openDeadLetter(join(folder, 'errors.jsonl')), /is a directory/);
  }),
);

File('asks to wait where the disk is slower than the failures', () =>
  withFolder(async (folder) => {
    const letter = openDeadLetter(join(folder, 'errors.jsonl'));
    const line = `${'x'.repeat(200_000)}\n`;
    assert.instance(letter.write(line), Promise);
    await letter.write(line);
    await letter.close();
    assert.is(letter.bytes, 2 * line.length);
  }),
);

File('rejects when the disk is full', () =>
  withFullDisk(async (path) => {
    const letter = openDeadLetter(path);
    const failure = await Promise.resolve(letter.write('{}\n'))
      .then(() => letter.close())
      .catch((thrown: unknown) => thrown);
    assert.instance(failure, StopError);
    assert.is(String(failure), `StopError: cannot write ${path}: no space left on device`);
  }),
);

File.run();
