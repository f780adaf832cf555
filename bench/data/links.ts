import type { VaultFile } from './vault.ts';

/** A note whose wiki-links are words like all others, and the notes it is linked with in either direction. */
export type LinkedNote = {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly content: string;
  readonly linked: ReadonlySet<string>;
};

const wikiLink = /!?\[\[([^[\]\n]+)\]\]/g;
const frontMatter = /^\ufeff?---\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)\r?\n?/;

/** The notes of a vault with the links taken out of their text and kept aside, resolved as BRAIN2.md says: path, name, end of a path, alias. */
export const linkedNotes = (files: readonly VaultFile[]): readonly LinkedNote[] => {
  const notes = files.map(({ path, text }) => {
    const id = path.replace(/^[^/]+\//, '').replace(/\.md$/, '');
    const name = id.split('/').at(-1) ?? id;
    const front = frontMatter.exec(text)?.[1] ?? '';
    const body = text.replace(frontMatter, '');
    const heading = /^#\s+(.+)$/m.exec(body)?.[1];
    const targets = [...text.matchAll(wikiLink)].map((match) => (match[1] ?? '').split(/[|#^]/)[0] ?? '');
    return {
      id,
      name,
      title: (/^title:\s*["']?(.*?)["']?\s*$/m.exec(front)?.[1] || heading) ?? name,
      aliases: aliasesOf(front),
      content: body.replace(wikiLink, (_, inside: string) => inside.slice(inside.indexOf('|') + 1)),
      targets,
    };
  });
  const resolve = resolver(notes);
  const linked = new Map(notes.map(({ id }) => [id, new Set<string>()]));
  for (const { id, targets } of notes)
    for (const target of targets) {
      const other = resolve(target);
      if (other === undefined || other === id) continue;
      linked.get(id)?.add(other);
      linked.get(other)?.add(id);
    }
  return notes.map(({ id, title, name, aliases, content }) => ({
    id,
    title,
    name,
    aliases,
    content,
    linked: linked.get(id) ?? new Set(),
  }));
};

const aliasesOf = (front: string): readonly string[] => {
  const block = /^alias(?:es)?:[ \t]*(.*(?:\r?\n\s*- .*)*)/m.exec(front)?.[1] ?? '';
  return block
    .split(/[\r\n,[\]]+/)
    .map((alias) =>
      alias
        .replace(/^\s*-\s+/, '')
        .replace(/["']/g, '')
        .trim(),
    )
    .filter(Boolean);
};

const folded = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim();

const resolver = (notes: readonly { readonly id: string; readonly name: string; readonly aliases: readonly string[] }[]) => {
  const named = (keys: (note: (typeof notes)[number]) => readonly string[]): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, string[]>();
    for (const note of notes)
      for (const key of new Set(keys(note).map(folded))) found.set(key, [...(found.get(key) ?? []), note.id]);
    return found;
  };
  const steps = [
    named(({ id }) => [id]),
    named(({ name }) => [name]),
    named(({ id }) => id.split('/').map((_, i, parts) => parts.slice(i).join('/'))),
    named(({ aliases }) => aliases),
  ];
  return (target: string): string | undefined => {
    const key = folded(target.replace(/^\/+/, ''));
    for (const step of steps) if (step.get(key)?.length === 1) return step.get(key)?.[0];
    return undefined;
  };
};
