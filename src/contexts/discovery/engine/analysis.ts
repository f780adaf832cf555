/** Raised whenever the same note would be analysed differently, so that stored analyses of an earlier kind are made anew. */
export const analyserVersion = 1;

/**
 * All that the index needs of a note, so that its text is read once. Words are numbered by first appearance; `stems[i]`
 * belongs to `words[i]` and is '' for a stop word. The lines stay apart, because which of them are templates depends on
 * the collection.
 */
export type Analysis = {
  readonly language: string;
  readonly words: readonly string[];
  readonly stems: readonly string[];
  /** The words of title and aliases. */
  readonly title: Uint32Array;
  /** Four numbers a line with words: both halves of the hash of its normalised text, its number in the content (from 0), its words. */
  readonly lines: Uint32Array;
  /** The words of all lines in order: number × 2, + 1 where it stands inside a link. */
  readonly tokens: Uint32Array;
};

/** How many numbers a line takes in `Analysis.lines`. */
export const lineStride = 4;
