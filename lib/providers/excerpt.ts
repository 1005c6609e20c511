/** Of a longer text this much is read: what an error says stands at its beginning. */
const mostRead = 20_000;
const mostTold = 500;

/** A text in one line, without the controls that a terminal would obey; of a web page its title, else its words. */
export function lineOf(text: string): string {
  const start = text.trimStart().slice(0, mostRead);
  const words = /^<[!?a-z]/i.test(start) ? wordsOf(start) : start;
  return words.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function wordsOf(page: string): string {
  const [, title] = /<title[^<>]*>([^<]*)</i.exec(page) ?? [];
  return title?.trim() ? title : page.replaceAll(/<[^<>]*>/g, ' ');
}

/** As much of a line as a message holds. */
export const excerptOf = (line: string): string => line.slice(0, mostTold).toWellFormed();
