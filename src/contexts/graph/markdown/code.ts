import { lineEnd, type Span } from './blocks.ts';
import { inlineSpans } from './code-spans.ts';
import { closesFence, type Fence, leavesFence, opensFence } from './fences.ts';

/**
 * Everything from `start` on that is not running text: fenced and indented code, code spans, HTML comments; in order, apart.
 * Linear in the text. Lines are told apart as in CommonMark 0.31, leniently where notes in the wild are (see `fences.ts`).
 */
export const codeIn = (text: string, start: number): readonly Span[] => {
  const lastComment = text.lastIndexOf('-->');
  const spans: Span[] = [];
  let at = start;
  let afterBlank = true;
  let inList = false;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const kind = kindOf(line);
    if (kind === 'blank') {
      afterBlank = true;
      at = end;
      continue;
    }
    if (kind === 'item') inList = true;
    else if ((afterBlank || kind === 'heading') && !/^(?: {2}|\t)/.test(line)) inList = false;
    const fence = kind === 'item' || kind === 'text' ? opensFence(line) : undefined;
    if (fence) {
      const closed = fenceEnd(text, end, fence);
      spans.push({ start: at, end: closed });
      at = closed;
    } else if (afterBlank && !inList && INDENTED.test(line)) {
      spans.push({ start: at, end });
      at = end;
      continue; // the next line may be code as well
    } else {
      const block = { start: at, end: kind === 'heading' ? end : blockEnd(text, end) };
      const inline = inlineSpans(text, block, lastComment);
      for (const span of inline) spans.push(span);
      at = Math.max(block.end, inline.at(-1)?.end ?? 0);
    }
    afterBlank = false;
  }
  return spans;
};

const INDENTED = /^(?: {4}| {0,3}\t)/;
const LINE = /^[ \t>]*(?:((?:[-*+]|\d{1,9}[.)])(?=[ \t\r\n]|$))|(#{1,6}(?=[ \t\r\n]|$))|(\S))?/;

const kindOf = (line: string): 'blank' | 'item' | 'heading' | 'text' => {
  const [, item, heading, text] = LINE.exec(line) ?? [];
  return item !== undefined ? 'item' : heading !== undefined ? 'heading' : text !== undefined ? 'text' : 'blank';
};

/** Where the paragraph ends that goes on at `from`. */
const blockEnd = (text: string, from: number): number => {
  for (let at = from; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (kindOf(line) !== 'text' || opensFence(line)) return at;
    at = end;
  }
  return text.length;
};

const fenceEnd = (text: string, from: number, fence: Fence): number => {
  for (let at = from; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).trimEnd();
    if (closesFence(line, fence)) return end;
    if (line !== '' && leavesFence(line, fence)) return at;
    at = end;
  }
  return text.length;
};
