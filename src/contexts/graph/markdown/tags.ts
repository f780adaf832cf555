import type { PropertyValue } from '../domain/properties.ts';
import { isTagText, Tag, TAG_CHARACTERS, tagKey, TAGS_PER_NOTE } from '../domain/tag.ts';
import type { Report } from './problems.ts';

const INLINE = new RegExp(`(?<=^|\\s)#([${TAG_CHARACTERS}/]+)`, 'gmu');

/** The tags `#like/this` in running text, as Obsidian reads them: behind white space, up to the first sign that no tag has. */
export const inlineTags = (prose: string): readonly string[] =>
  Array.from(prose.matchAll(INLINE), ([, tag = '']) => tag.replace(/\/+$/, '')).filter(isTagText);

/** The tags in a front matter's `tags`: a list, or a text divided by commas or white space. What is no tag is reported. */
export const listedTags = (value: PropertyValue | undefined, report: Report): readonly string[] => {
  const texts = typeof value === 'string' ? value.split(/[,\s]+/) : listed(value).map((text) => text.trim().replace(/\s+/g, '-'));
  return texts.filter((text) => {
    if (text === '') return false;
    if (!isTagText(text)) report({ message: `"${text.slice(0, 100).toWellFormed()}" is not a tag and is left out.` });
    return isTagText(text);
  });
};

/** The texts and numbers of a list, or the one that stands alone. */
export const listed = (value: PropertyValue | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' || typeof item === 'number').map(String);

/** As many as a note may have, each once. */
export const firstTags = (texts: readonly string[], report: Report): readonly Tag[] => {
  const byKey = new Map<string, Tag>();
  for (const tag of texts.map(Tag)) if (!byKey.has(tagKey(tag))) byKey.set(tagKey(tag), tag);
  if (byKey.size > TAGS_PER_NOTE) report({ message: `Tags beyond the first ${TAGS_PER_NOTE} are left out.` });
  return [...byKey.values()].slice(0, TAGS_PER_NOTE);
};
