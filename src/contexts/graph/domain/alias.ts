import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { fits, isLine } from './characters.ts';
import { TITLE_LENGTH } from './title.ts';

/** Another name of a note. Two notes may share one; a link by it is then ambiguous. */
export type Alias = Brand<string, 'Alias'>;

export const ALIASES_PER_NOTE = 50;

export const Alias = (text: string): Alias => {
  const alias = text.trim().normalize('NFC');
  valid(alias !== '' && fits(alias, TITLE_LENGTH), 'graph.bad-alias', `An alias has 1 to ${TITLE_LENGTH} characters.`);
  valid(isLine(alias), 'graph.bad-alias', 'An alias is one line of text without control characters.');
  return alias as Alias;
};

/** All aliases of one note, in the order given, each once. */
export const Aliases = (texts: readonly string[]): readonly Alias[] => {
  const aliases = [...new Set(texts.map(Alias))];
  valid(aliases.length <= ALIASES_PER_NOTE, 'graph.too-many-aliases', `A note has at most ${ALIASES_PER_NOTE} aliases.`);
  return aliases;
};
