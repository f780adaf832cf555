import type { Analysis } from './analysis.ts';
import { hashOf } from './hash.ts';
import { detectLanguage, knownLanguage } from './languages.ts';
import { prose } from './prose.ts';
import { stemmerOf } from './stem.ts';
import { eachToken } from './tokens.ts';

export type Note = {
  readonly title: string;
  readonly aliases: readonly string[];
  readonly content: string;
  /** A language tag; recognised from the text when absent or unknown. */
  readonly language?: string | undefined;
};

// No prose has so many different words; stemming a mebibyte of nothing but new ones would take over a second.
const mostStems = 50_000;

/** Reads a note once and for all: words, stems, lines. Linear in its length, and total: any string is a note. */
export const analyse = ({ title, aliases, content, language }: Note): Analysis => {
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  };
  const named: number[] = [];
  for (const name of [title, ...aliases]) eachToken(name.normalize('NFC'), (word) => named.push(numberOf(word)));

  const lines: number[] = [];
  const tokens: number[] = [];
  const running: string[] = [];
  for (const { number, text, links } of prose(content)) {
    let link = 0;
    const from = running.length;
    eachToken(text, (word, start) => {
      while (link < links.length && start >= (links[link + 1] ?? 0)) link += 2;
      const inside = link < links.length && start >= (links[link] ?? 0);
      tokens.push(numberOf(word) * 2 + (inside ? 1 : 0));
      running.push(word);
    });
    if (running.length === from) continue;
    const { high, low } = hashOf(running.slice(from).join(' '));
    lines.push(high, low, number, running.length - from);
  }

  const words = [...numbers.keys()];
  const code = knownLanguage(language ?? '') ?? detectLanguage(running);
  const stem = stemmerOf(code);
  return {
    language: code,
    words,
    stems: words.map((word, i) => (i < mostStems ? stem(word) : word)),
    title: Uint32Array.from(named),
    lines: Uint32Array.from(lines),
    tokens: Uint32Array.from(tokens),
  };
};
