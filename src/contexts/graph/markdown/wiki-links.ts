import type { Link } from '../domain/link.ts';
import type { Span } from './blocks.ts';
import { isEscaped } from './code-spans.ts';
import type { Found } from './note-text.ts';
import { linkOf, TARGET_LENGTH } from './targets.ts';

type Texts = { readonly source: string; readonly prose: string };

/**
 * The links `[[…]]` and embeds `![[…]]` of this stretch of `prose`, in order. Spans cover all of them, also those to a heading of the note itself.
 * Each `]]` is paired with the nearest `[[` before it, so every character is looked at once.
 */
export const wikiLinks = ({ source, prose }: Texts, { start, end }: Span, folder: string | undefined): readonly Found[] => {
  const found: Found[] = [];
  let from = start;
  for (let close = prose.indexOf(']]', from); close >= 0 && close < end; close = prose.indexOf(']]', from)) {
    const window = Math.max(from, close - 2 * TARGET_LENGTH);
    const opened = prose.slice(window, close).lastIndexOf('[[');
    from = close + 2;
    if (opened < 0) continue;
    const open = window + opened;
    const inner = prose.slice(open + 2, close);
    if (/[\r\n]/.test(inner) || isEscaped(prose, open)) continue;
    const embed = prose[open - 1] === '!' && !isEscaped(prose, open - 1);
    const span = { start: embed ? open - 1 : open, end: from };
    found.push({ span, read: () => read({ inner, source: source.slice(open + 2, close), embed }, folder) });
  }
  return found;
};

type Written = { readonly inner: string; readonly source: string; readonly embed: boolean };

const read = ({ inner, source, embed }: Written, folder: string | undefined): Link | undefined => {
  const bar = inner.indexOf('|');
  const head = bar < 0 ? inner : inner.slice(0, bar).replace(/\\$/, ''); // a table escapes the bar: [[note\|text]]
  const hash = head.indexOf('#');
  const target = (hash < 0 ? head : head.slice(0, hash)).trim();
  if (/[[\]]/.test(head)) return undefined;
  return linkOf(
    {
      kind: embed ? 'embed' : 'wikilink',
      target,
      fragment: hash < 0 ? '' : head.slice(hash + 1),
      alias: bar < 0 ? undefined : source.slice(bar + 1),
    },
    folder,
  );
};
