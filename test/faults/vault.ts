/** A file of an upload. */
export type VaultFile = { readonly path: string; readonly content: string };

const syllables = ['ba', 'ke', 'lo', 'mi', 'nu', 'pra', 'sto', 'tri', 'vel', 'zon'];

/** Made-up words that no stemmer takes for one another. */
const word = (number: number): string => String(number + 1_000).replace(/\d/g, (digit) => syllables[Number(digit)] ?? '');

/** Notes in groups of twenty that speak of the same things, each with a link to a note of another group; the draft stands in a tag. */
export const vault = (notes: number, draft: number): readonly VaultFile[] =>
  Array.from({ length: notes }, (_, at) => {
    const subject = Math.floor(at / 20);
    const own = Array.from({ length: 6 }, (_each, of) => word(subject * 12 + ((at * 5 + of * (1 + (at % 3))) % 12)));
    return {
      path: `${word(subject)}/note-${at}.md`,
      content: `# Note ${at}\n\n#draft-${draft} ${word(7_000 + subject)} ${own.join(' ')} ${word(8_000 + subject)}.\n\nsee [[note-${(at * 7 + 31) % notes}]]\n`,
    };
  });

/** A folder as the lines of an upload. */
export const linesOf = (files: readonly VaultFile[]): string =>
  [...files, { end: files.length }].map((line) => `${JSON.stringify(line)}\n`).join('');
