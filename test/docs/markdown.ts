import { readFileSync } from 'node:fs';

/** A fenced block: the words after the fence, and its text with a line feed at the end. */
export interface Fence {
  language: string;
  options: readonly string[];
  text: string;
  /** Of its first line, from 1. */
  line: number;
}

export interface Markdown {
  fences: readonly Fence[];
  /** Targets of links outside of fences. */
  links: readonly string[];
  /** Of the headings, as GitHub makes them. */
  anchors: readonly string[];
}

export function readMarkdown(file: string): Markdown {
  const source = readFileSync(file, 'utf8');
  const fencePattern = /^```(.*)\n([\s\S]*?)^```$/gm;
  const prose = source.replaceAll(fencePattern, '');
  return {
    fences: Array.from(source.matchAll(fencePattern), toFence),
    links: Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target),
    anchors: Array.from(prose.matchAll(/^#+ (.*)$/gm), ([, title = '']) => anchorOf(title)),
  };
}

function toFence({ 1: info = '', 2: text = '', index = 0, input = '' }: RegExpMatchArray): Fence {
  const [language = '', ...options] = info.split(' ');
  return { language, options, text, line: input.slice(0, index).split('\n').length + 1 };
}

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
