const word = /[\p{L}\p{N}]+/gu;
const cjkRun =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]+|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]+/gu;
const cjk = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;
const mayHoldCjk = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc]|[\ud840-\ud8bf]/;

/** No word is longer; a longer run is a hash, a key or base64, and only costs memory. */
const longest = 64;

/** Called for every word with its place in the text, `end` exclusive. */
export type EachToken = (word: string, start: number, end: number) => void;

/**
 * Walks the words of a text that is in NFC already: runs of letters and digits of any script, lower-cased; Chinese,
 * Japanese and Korean runs as overlapping pairs of characters, for they put no space between words.
 */
export const eachToken = (text: string, each: EachToken): void => {
  word.lastIndex = 0;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    const run = match[0];
    if (mayHoldCjk.test(run)) mixed(run, match.index, each);
    else if (run.length <= longest) each(lower(run), match.index, match.index + run.length);
  }
};

export const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = [];
  eachToken(text.normalize('NFC'), (token) => tokens.push(token));
  return tokens;
};

const mixed = (run: string, at: number, each: EachToken): void => {
  for (const part of run.matchAll(cjkRun)) {
    const start = at + part.index;
    if (cjk.test(part[0])) pairs(part[0], start, each);
    else if (part[0].length <= longest) each(lower(part[0]), start, start + part[0].length);
  }
};

const pairs = (run: string, at: number, each: EachToken): void => {
  let before = '';
  let start = at;
  let here = at;
  for (const character of run) {
    if (before !== '') each(before + character, start, here + character.length);
    start = here;
    before = character;
    here += character.length;
  }
  if (here - at === before.length) each(before, at, here);
};

// The Turkish İ becomes i and a combining dot, which no one types.
const lower = (run: string): string => {
  const small = run.toLowerCase();
  return small.length === run.length ? small : small.replaceAll('\u0307', '');
};
