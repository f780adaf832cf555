/** A fenced code block that a line opens. */
export type Fence = {
  readonly mark: '`' | '~';
  readonly length: number;
  readonly quotes: number;
  /** The column of the list item that holds the fence; -1 outside a list. */
  readonly item: number;
};

const OPENING = /^([ \t>]*)((?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)/;
const CLOSING = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;
const ITEM_OR_HEADING = /^[ \t>]*(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]/;

/** Reads `line` as the opening of a fence. */
export const opensFence = (line: string): Fence | undefined => {
  const [, indent = '', items = '', run = '', info = ''] = OPENING.exec(line) ?? [];
  if (run === '' || (run.startsWith('`') && info.includes('`'))) return undefined;
  return {
    mark: run.startsWith('`') ? '`' : '~',
    length: run.length,
    quotes: quotes(indent),
    item: items === '' ? -1 : column(indent),
  };
};

/** Whether `line` is the last line of the fence. */
export const closesFence = (line: string, { mark, length }: Fence): boolean => {
  const [, run = ''] = CLOSING.exec(line) ?? [];
  return run.length >= length && run.startsWith(mark);
};

/**
 * Whether `line` lies behind the quote or list item that holds the fence, which ends there even when nobody closed it.
 * CommonMark lets any text left of a list item's content end it; notes in the wild have code there, so only the next item or heading does.
 */
export const leavesFence = (line: string, { quotes: depth, item }: Fence): boolean => {
  const [indent = ''] = /^[ \t>]*/.exec(line) ?? [];
  if (depth > 0 && quotes(indent) < depth) return true;
  return item >= 0 && column(indent) <= item && ITEM_OR_HEADING.test(line);
};

const quotes = (indent: string): number => indent.split('>').length - 1;
const column = (indent: string): number => indent.replaceAll('\t', '    ').length;
