/** A stretch of a text, as offsets in UTF-16 units; `end` lies behind it. */
export type Span = { readonly start: number; readonly end: number };

/** The text with these spans (in order, apart) blanked; offsets and line ends stay where they are. */
export const blank = (text: string, spans: readonly Span[]): string => {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    parts.push(
      text.slice(from, start),
      text.slice(start, end).replace(/[^\r\n]+/g, (run) => ' '.repeat(run.length)),
    );
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
};

export const lineEnd = (text: string, from: number): number => {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
};
