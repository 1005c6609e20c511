#!/usr/bin/env node
// No static import: an old Node must get as far as saying that it is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`llm-pipe needs Node 22.19 or newer; this is ${process.version}\n`);
  process.exitCode = 2;
} else {
  const args = process.argv.slice(2);
  const { boundHeap } = await import('../lib/cli/bound-heap.ts');
  boundHeap(args);
  const { main } = await import('../lib/cli/main.ts');
  process.exitCode = await main(args);
}
