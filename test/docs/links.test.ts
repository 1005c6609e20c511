import { existsSync, globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readMarkdown } from './markdown.ts';
import { root } from './workshop.ts';

const links = suite('links between documents');

const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort();

for (const document of documents) {
  links(`${document} links to files and headings that exist`, () => {
    const broken = readMarkdown(join(root, document))
      .links.filter((link) => !/^https?:/.test(link))
      .filter((link) => !leadsSomewhere(link, document));
    assert.equal(broken, []);
  });
}

links('the README leads to every other document', () => {
  const { links: targets } = readMarkdown(join(root, 'README.md'));
  const isLinked = (document: string) =>
    targets.some((target) => document === target || document.startsWith(target));
  const others = documents.filter((document) => document !== 'README.md');
  assert.equal(
    others.filter((document) => !isLinked(document)),
    [],
  );
});

function leadsSomewhere(link: string, from: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(root, from) : join(root, dirname(from), path);
  if (relative(root, target).startsWith('..') || !existsSync(target)) return false;
  return anchor === undefined || readMarkdown(target).anchors.includes(anchor);
}

links.run();
