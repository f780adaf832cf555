import { type Analysis, analyserVersion, lineStride } from './analysis.ts';
import { byteReader, byteWriter } from './bytes.ts';

/** An analysis as bytes, about as many as its note's text has; the first number is the analyser's version. */
export const encode = ({ language, words, stems, title, lines, tokens }: Analysis): Uint8Array => {
  const { number, string, done } = byteWriter();
  number(analyserVersion);
  string(language);
  number(words.length);
  words.forEach((word, i) => {
    const stem = stems[i] ?? '';
    const shared = sharedPrefix(word, stem);
    string(word);
    number(shared);
    string(stem.slice(shared));
  });
  number(title.length);
  for (const word of title) number(word);
  number(lines.length / lineStride);
  for (const part of lines) number(part);
  number(tokens.length);
  for (const token of tokens) number(token);
  return done();
};

/** The analysis that was encoded; undefined when another version of the analyser made it; throws a RangeError on damage. */
export const decode = (bytes: Uint8Array): Analysis | undefined => {
  const { number, string } = byteReader(bytes);
  if (number() !== analyserVersion) return undefined;
  const language = string();
  const words: string[] = [];
  const stems: string[] = [];
  for (let left = number(); left > 0; left--) {
    const word = string();
    words.push(word);
    stems.push(word.slice(0, number()) + string());
  }
  // Every number takes a byte at least, so that a damaged length cannot ask for more memory than the input has.
  const numbers = (count: number): Uint32Array => {
    if (count > bytes.length) throw new RangeError('The stored analysis is cut short or damaged.');
    return Uint32Array.from({ length: count }, number);
  };
  return { language, words, stems, title: numbers(number()), lines: numbers(number() * lineStride), tokens: numbers(number()) };
};

const sharedPrefix = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
};
