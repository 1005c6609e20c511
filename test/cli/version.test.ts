import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readVersion } from '../../lib/cli/version.ts';

const Version = suite('version');

Version('is that of the package', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  assert.is(readVersion(), JSON.parse(manifest).version);
});

Version.run();
