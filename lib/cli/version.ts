import { readFileSync } from 'node:fs';

/** The version in package.json, which stands beside both the sources and `dist`. */
export function readVersion(): string {
  const file = new URL(import.meta.resolve('llm-pipe/package.json'));
  const manifest: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return manifest.version;
}
