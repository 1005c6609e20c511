import { closeSync, linkSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isInPlace, sameFile } from '../../lib/io/same-file.ts';
import { withFolder } from './with-folder.ts';

const SameFile = suite('same file');

SameFile('knows a file by every name and by descriptor', () =>
  withFolder((folder) => {
    const path = join(folder, 'a');
    writeFileSync(path, 'x');
    linkSync(path, join(folder, 'hard'));
    symlinkSync(path, join(folder, 'soft'));
    const fd = openSync(path, 'r');
    for (const other of [
      path,
      join(folder, '.', 'a'),
      join(folder, 'hard'),
      join(folder, 'soft'),
      fd,
    ]) {
      assert.ok(sameFile(path, other), String(other));
    }
    closeSync(fd);
  }),
);

SameFile('tells different files and missing ones apart', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'a'), 'x');
    writeFileSync(join(folder, 'b'), 'x');
    assert.not(sameFile(join(folder, 'a'), join(folder, 'b')));
    assert.not(sameFile(join(folder, 'a'), join(folder, 'none')));
    assert.not(sameFile(join(folder, 'none'), join(folder, 'none')));
  }),
);

SameFile('lets a device be both input and output', () => {
  assert.not(sameFile('/dev/null', '/dev/null'));
});

SameFile('tells what can only be written in place', () =>
  withFolder((folder) => {
    const path = join(folder, 'a');
    assert.not(isInPlace(path));
    writeFileSync(path, '');
    assert.not(isInPlace(path));
    mkdirSync(join(folder, 'folder'));
    assert.ok(isInPlace(join(folder, 'folder')));
    assert.ok(isInPlace('/dev/null'));
  }),
);

SameFile.run();
