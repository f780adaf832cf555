import type { Source } from '../sources.ts';

/** One sentence of the house rules that the compiler and the import checker cannot say. */
export type Rule = {
  readonly name: string;
  readonly because: string;
  readonly over: (source: Source) => boolean;
  /** What breaks it in this file, in a few words each. */
  readonly broken: (source: Source, all: readonly Source[]) => readonly string[];
};
