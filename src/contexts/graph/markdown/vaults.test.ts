import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, test } from 'vitest';
import { testData } from '../../../../bench/data/place.ts';
import { readVault, type VaultFile } from '../../../../bench/data/vault.ts';
import { type Carrier, namesOf, resolve } from '../domain/link.ts';
import { type ParsedNote, parseNote } from './parse-note.ts';

// A count by other means: what a person would do with an editor's "find", code taken out line by line.
const wikiLinksIn = (text: string): number =>
  text
    .replace(/^[ \t]*(```|~~~)[\s\S]*?^[ \t]*\1/gm, '')
    .replace(/`[^`\n]*`/g, '')
    .match(/\[\[[^[\]\n]+\]\]/g)?.length ?? 0;
const imported = (path: string) => parseNote(readFileSync(testData(`import/markdown/${path}`), 'utf8'));
const isWiki = ({ kind }: ParsedNote['links'][number]) => kind !== 'markdown';

const vaults = [
  // The remaining notes quote other notes with unbalanced fences, or link to their own headings.
  { name: 'flancian-garden', notes: 7_772, links: 50_532, equalNotes: 0.998, resolved: 33_000, ambiguous: 150 },
  { name: 'jackyzha0', notes: 792, links: 2_523, equalNotes: 0.99, resolved: 3_400, ambiguous: 10 },
];

describe.each(vaults)('$name', ({ name, notes, links, equalNotes, resolved, ambiguous }) => {
  let files: readonly VaultFile[] = [];
  let parsed: readonly ParsedNote[] = [];
  let took = 0;
  beforeAll(() => {
    files = readVault(name).map(({ path, text }) => ({ path: path.slice(path.indexOf('/') + 1), text })); // the archive's own folder is not the vault's
    const started = performance.now();
    parsed = files.map(({ path, text }) => parseNote(text, path));
    took = performance.now() - started;
  });

  test('has as many wiki-links as were counted by other means, to one in a hundred', () => {
    const count = parsed.flatMap((note) => note.links.filter(isWiki)).length;
    assert.equal(files.length, notes);
    assert.ok(Math.abs(count - links) / links < 0.01, `${count} wiki-links were read of ${links}.`);
    const equal = parsed.filter(
      (note, index) => note.links.filter(isWiki).length === wikiLinksIn(files[index]?.text ?? ''),
    ).length;
    assert.ok(equal / notes > equalNotes, `Of ${notes} notes, ${equal} have the same count both ways.`);
  });

  test('has links that lead to notes, hardly any ambiguous', () => {
    const carriers = new Map<string, Carrier<number>[]>();
    parsed.forEach(({ title, aliases }, id) => {
      for (const { key, rank, spelling } of namesOf({ path: files[id]?.path ?? '', title, aliases }))
        carriers.set(key, [...(carriers.get(key) ?? []), { id, rank, spelling }]);
    });
    const statuses = parsed
      .flatMap(({ links: all }) => all)
      .map(({ key, otherwise, target }) => resolve(carriers.get(key) ?? carriers.get(otherwise ?? '') ?? [], target).status);
    const count = (status: string) => statuses.filter((it) => it === status).length;
    assert.ok(
      count('resolved') > resolved && count('ambiguous') < ambiguous,
      `${count('resolved')} resolved, ${count('ambiguous')} ambiguous.`,
    );
  });

  test('is read whole, every note keeping its bytes', () => {
    parsed.forEach((note, index) => assert.equal(note.content, files[index]?.text));
    assert.ok(took < 5_000, `It took ${took.toFixed(0)} ms.`);
  });
});

test.each(['code', 'frontmatter', 'leading', 'lists', 'tags'])(
  "the tags of %s.md are those that Obsidian's importer finds",
  (name) => {
    const expected = imported(`expected/${name}/tags-as-properties.md`);
    // The importer leaves the tags of headings, code and brackets in the text; what it took out stands in the front matter.
    assert.deepEqual(imported(`${name}.md`).tags, expected.tags);
  },
);
