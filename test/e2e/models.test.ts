import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { withWorkshop } from './program.ts';

const Models = suite('models, the whole program');

Models('ends well when its reader has seen enough', () =>
  withWorkshop(async ({ shell }) => {
    const { stdout, stderr } = await shell('{ $LLM_PIPE models; echo "code $?" >&2; } | head -1');
    assert.match(stdout, /^MODEL .*\n$/);
    assert.is(stderr, 'code 0\n');
  }),
);

Models('ends with 2 for a provider that it does not know', () =>
  withWorkshop(async ({ run }) => {
    const { code, stdout, stderr } = await run(['models', '--provider', 'antropic']);
    assert.equal([code, stdout], [2, '']);
    assert.is(stderr, 'llm-pipe: unknown provider "antropic", did you mean "anthropic"?\n');
  }),
);

Models('says that stdout takes no more', () =>
  withWorkshop(async ({ shell }) => {
    if (!needs('/dev/full', existsSync('/dev/full'))) return;
    const { code, stderr } = await shell('exec $LLM_PIPE models > /dev/full');
    assert.is(code, 3);
    assert.match(stderr, /^llm-pipe: cannot write to stdout: .*ENOSPC.*\n$/);
  }),
);

Models.run();
