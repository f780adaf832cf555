import { cut } from './characters.ts';

const EXCERPT_LENGTH = 200;

/** The first words of a note as one line, without front matter and mark-up. */
export const excerptOf = (content: string): string => {
  const text = cut(content, 4 * EXCERPT_LENGTH + frontMatterEnd(content)).slice(frontMatterEnd(content));
  const words = text
    .replace(/!?\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]/g, '$1')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[#>*_`~=|\s]+/g, ' ')
    .trim();
  return cut(words, EXCERPT_LENGTH);
};

const frontMatterEnd = (content: string): number => {
  if (!/^---\r?\n/.test(content)) return 0;
  const end = content.indexOf('\n---', 3);
  return end < 0 ? 0 : end + 4;
};
