import type { Span } from './blocks.ts';

const TOKEN = /`+|<!--/g;

/**
 * The code spans and HTML comments in one block of inline text, in order; a comment may end behind the block.
 * CommonMark 0.31, sections 6.1 and 6.6. Linear: the runs of each length are walked once.
 */
export const inlineSpans = (text: string, { start, end }: Span, lastCommentEnd: number): readonly Span[] => {
  const block = text.slice(start, end);
  const runs = runsByLength(block);
  const spans: Span[] = [];
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(block); token; token = TOKEN.exec(block)) {
    const escaped = isEscaped(block, token.index);
    const from = token.index + (escaped ? 1 : 0);
    const to = token[0].startsWith('`')
      ? closingRun(runs, TOKEN.lastIndex - from, from)
      : escaped
        ? undefined
        : commentEnd(text, start + from, lastCommentEnd);
    if (to === undefined) continue;
    const span = token[0].startsWith('`') ? { start: start + from, end: start + to } : { start: start + from, end: to };
    spans.push(span);
    if (span.end >= end) break;
    TOKEN.lastIndex = span.end - start;
  }
  return spans;
};

/** Whether an odd number of backslashes stands before `at`. */
export const isEscaped = (text: string, at: number): boolean => {
  let from = at;
  while (text[from - 1] === '\\') from--;
  return (at - from) % 2 === 1;
};

type Runs = ReadonlyMap<number, { readonly starts: readonly number[]; next: number }>;

const runsByLength = (block: string): Runs => {
  const runs = new Map<number, { starts: number[]; next: number }>();
  for (const { 0: run, index } of block.matchAll(/`+/g)) {
    const known = runs.get(run.length);
    if (known) known.starts.push(index);
    else runs.set(run.length, { starts: [index], next: 0 });
  }
  return runs;
};

// The block is walked forwards, so what lies behind `from` is never asked for again.
const closingRun = (runs: Runs, length: number, from: number): number | undefined => {
  const same = runs.get(length);
  if (!same) return undefined;
  while ((same.starts[same.next] ?? Number.POSITIVE_INFINITY) < from + length) same.next++;
  const start = same.starts[same.next];
  return start === undefined ? undefined : start + length;
};

const commentEnd = (text: string, from: number, last: number): number | undefined => {
  const at = from + 4 > last ? -1 : text.indexOf('-->', from + 4);
  return at < 0 ? undefined : at + 3;
};
