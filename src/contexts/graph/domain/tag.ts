import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { fits } from './characters.ts';

/** A label such as `project` or `project/almanac`, without its leading `#`. */
export type Tag = Brand<string, 'Tag'>;

export const TAG_LENGTH = 100;
export const TAGS_PER_NOTE = 50;

/** What one part of a tag is written with, as the inside of a character class: marks, joiners and selectors belong to scripts and emoji. */
export const TAG_CHARACTERS = String.raw`\p{L}\p{M}\p{N}_\-\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200D\uFE0F`;

const SHAPE = new RegExp(`^[${TAG_CHARACTERS}]+(?:/[${TAG_CHARACTERS}]+)*$`, 'u');
const NOT_A_NUMBER = /[\p{L}\p{Nl}\p{No}_\-\p{Extended_Pictographic}\p{Regional_Indicator}\u20E3]/u;

export const Tag = (text: string): Tag => {
  const tag = bare(text);
  valid(
    isTag(tag),
    'graph.bad-tag',
    `A tag has 1 to ${TAG_LENGTH} letters, digits, emoji, "_", "-" or "/", and is not a number.`,
  );
  return tag as Tag;
};

/** Whether `Tag` would accept this text. */
export const isTagText = (text: string): boolean => isTag(bare(text));

/** What two spellings of one tag have in common. */
export const tagKey = (tag: Tag): string => tag.toLowerCase().normalize('NFC');

/** All tags of one note, in the order given, each once in the spelling that came first. */
export const Tags = (texts: readonly string[]): readonly Tag[] => {
  const byKey = new Map<string, Tag>();
  for (const tag of texts.map(Tag)) if (!byKey.has(tagKey(tag))) byKey.set(tagKey(tag), tag);
  valid(byKey.size <= TAGS_PER_NOTE, 'graph.too-many-tags', `A note has at most ${TAGS_PER_NOTE} tags.`);
  return [...byKey.values()];
};

const bare = (text: string): string => text.trim().replace(/^#/, '').normalize('NFC');
const isTag = (tag: string): boolean => fits(tag, TAG_LENGTH) && SHAPE.test(tag) && NOT_A_NUMBER.test(tag);
