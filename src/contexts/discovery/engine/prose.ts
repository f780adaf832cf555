/** A line as a reader sees it: `text` without mark-up, and which parts of it (start, end, start, end …) stand inside a wiki-link. */
export type Line = { readonly number: number; readonly text: string; readonly links: readonly number[] };

const fence = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/;
const tag = /<[a-zA-Z/!][^<>]*>/g;
const www = /\bwww\.[^\s<>"'`)\]]+/gi;

/**
 * The running text of a markdown note, line by line: no front matter, code, HTML tags or addresses; of a link only its words.
 * Every step looks at a character a bounded number of times, so that no text makes it slow.
 */
export const prose = (content: string): readonly Line[] => {
  const lines = content.normalize('NFC').split(/\r\n|\n|\r/);
  const kept: Line[] = [];
  let open = '';
  for (let number = afterFrontMatter(lines); number < lines.length; number++) {
    const line = lines[number] ?? '';
    const mark = fence.exec(line)?.[1] ?? '';
    if (open !== '') {
      if (mark[0] === open[0] && mark.length >= open.length && line.trimEnd().endsWith(mark)) open = '';
    } else if (mark !== '' && !(mark.startsWith('`') && line.includes('`', line.indexOf(mark) + mark.length))) open = mark;
    else if (line.length > 0) kept.push({ number, ...words(line) });
  }
  return kept;
};

const afterFrontMatter = (lines: readonly string[]): number => {
  if (!/^\ufeff?---\s*$/.test(lines[0] ?? '')) return 0;
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  return end < 0 ? 0 : end + 1;
};

const words = (line: string): Omit<Line, 'number'> => {
  let text = line.includes('`') ? withoutCode(line) : line;
  if (text.includes('](')) text = withoutTargets(text);
  if (text.includes('<')) text = text.replace(tag, ' ');
  if (text.includes('://')) text = withoutAddresses(text);
  if (text.includes('www.')) text = text.replace(www, ' ');
  return text.includes('[[') ? withoutWikiLinks(text) : { text, links: [] };
};

const withoutCode = (line: string): string => {
  const runs = [...line.matchAll(/`+/g)];
  const following = new Map<number, number>();
  const closing = runs.map(() => -1);
  for (let i = runs.length - 1; i >= 0; i--) {
    const size = runs[i]?.[0].length ?? 0;
    closing[i] = following.get(size) ?? -1;
    following.set(size, i);
  }
  let text = '';
  let from = 0;
  for (let i = 0; i < runs.length; i++) {
    const end = runs[closing[i] ?? -1];
    if (end === undefined) continue;
    text += `${line.slice(from, runs[i]?.index)} `;
    from = end.index + end[0].length;
    i = closing[i] ?? i;
  }
  return text + line.slice(from);
};

const withoutTargets = (line: string): string => {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '(') open.push(i);
    else if (line[i] === ')') closing.set(open.pop() ?? -1, i);
  }
  let text = '';
  let from = 0;
  for (let at = line.indexOf(']('); at >= 0; at = line.indexOf('](', Math.max(at + 2, from))) {
    const end = closing.get(at + 1);
    if (end === undefined) continue;
    text += line.slice(from, at + 1);
    from = end + 1;
  }
  return text + line.slice(from);
};

const withoutAddresses = (line: string): string => {
  let text = '';
  let from = 0;
  for (let at = line.indexOf('://'); at >= 0; at = line.indexOf('://', Math.max(at + 3, from))) {
    let start = at;
    while (start > from && at - start < 20 && /[a-z0-9+.-]/i.test(line[start - 1] ?? '')) start--;
    let end = at + 3;
    while (end < line.length && !/[\s<>"'`)\]]/.test(line[end] ?? '')) end++;
    text += `${line.slice(from, start)} `;
    from = end;
  }
  return text + line.slice(from);
};

const withoutWikiLinks = (line: string): Omit<Line, 'number'> => {
  const links: number[] = [];
  let text = '';
  let from = 0;
  let start = -1;
  let next = line.indexOf('[[');
  for (let end = line.indexOf(']]'); end >= 0; end = line.indexOf(']]', end + 2)) {
    // Both places only move forward; asking lastIndexOf anew for every end would take quadratic time.
    for (; next >= 0 && next < end; next = line.indexOf('[[', next + 1)) start = next;
    if (start < from) continue;
    const inside = line.slice(start + 2, end);
    const shown = inside.slice(inside.indexOf('|') + 1);
    text += line.slice(from, start);
    links.push(text.length, text.length + shown.length);
    text += shown;
    from = end + 2;
  }
  return { text: text + line.slice(from), links };
};
