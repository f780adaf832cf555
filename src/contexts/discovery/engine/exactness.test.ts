import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analyse.ts';
import { createIndex, type TextIndex } from './text-index.ts';
import { tokensOf } from './tokens.ts';

type Draft = { readonly title: string; readonly aliases: readonly string[]; readonly lines: readonly string[] };

// Every word is its own stem and none is a stop word, so that the reference below needs no analysis of its own.
const word = fc.constantFrom('graph', 'garden', 'note', 'river', 'stone', 'cloud', 'lamp', 'wolf', 'moon', 'salt');
const phrase = (maxLength: number) => fc.array(word, { minLength: 1, maxLength }).map((words) => words.join(' '));
const draft: fc.Arbitrary<Draft> = fc.record({
  title: phrase(2),
  aliases: fc.array(phrase(3), { maxLength: 1 }),
  lines: fc.array(fc.oneof(phrase(5), fc.constantFrom('wolf moon', 'salt river salt')), { maxLength: 4 }), // some lines become templates
});
const drafts = (minLength: number) => fc.array(draft, { minLength, maxLength: 14 });

const put = (index: TextIndex, id: string, { title, aliases, lines }: Draft): void =>
  index.put(id, analyse({ title, aliases, content: lines.join('\n') }), { title, aliases, tags: [] });

const built = (notes: ReadonlyMap<string, Draft>): TextIndex => {
  const index = createIndex();
  for (const [id, note] of notes) put(index, id, note);
  return index;
};

const numbered = (notes: readonly Draft[]): ReadonlyMap<string, Draft> => new Map(notes.map((note, i) => [`n${i}`, note]));

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0);

/** The weights between all notes, the slow way: every pair, every word, every line. */
const naive = (notes: ReadonlyMap<string, Draft>): ReadonlyMap<string, { cosine: number; mention: number }> => {
  const size = notes.size;
  const all = [...notes];
  const normal = (line: string): string => tokensOf(line).join(' ');
  const isTemplate = (line: string): boolean =>
    all.filter(([, { lines }]) => lines.map(normal).includes(normal(line))).length >= Math.max(5, 0.01 * size);
  const text = new Map(all.map(([id, { lines }]) => [id, lines.filter((line) => !isTemplate(line)).map(tokensOf)]));
  const counts = new Map(
    all.map(([id, { title, aliases }]) => {
      const found = new Map<string, number>();
      for (const token of [title, ...aliases].flatMap(tokensOf)) found.set(token, (found.get(token) ?? 0) + 5);
      for (const token of text.get(id)?.flat() ?? []) found.set(token, (found.get(token) ?? 0) + 1);
      return [id, found];
    }),
  );
  const idf = (term: string): number => {
    const df = all.filter(([id]) => counts.get(id)?.has(term)).length;
    return df < 2 || df > Math.max(200, 0.1 * size) ? 0 : Math.log(1 + (size - df + 0.5) / (df + 0.5));
  };
  const vector = new Map(
    all.map(([id]) => [id, new Map([...(counts.get(id) ?? [])].map(([term, tf]) => [term, (1 + Math.log(tf)) * idf(term)]))]),
  );
  const norm = (id: string): number => Math.sqrt(sumOf([...(vector.get(id)?.values() ?? [])].map((weight) => weight ** 2)));
  const times = (from: string, to: Draft): number =>
    sumOf(
      [...new Set([to.title, ...to.aliases])].flatMap((name) => {
        const wanted = tokensOf(name);
        return (text.get(from) ?? []).flatMap((line) =>
          line.map((_, i) => (wanted.every((token, j) => line[i + j] === token) ? 1 : 0)),
        );
      }),
    );
  const strength = (from: string, to: string, target: Draft): number => {
    const count = times(from, target);
    const mentioning = all.filter(([id]) => id !== to && times(id, target) > 0).length;
    return count === 0 ? 0 : ((1 + Math.log(count)) * Math.log(1 + size / mentioning)) / Math.log(1 + size);
  };
  const pairs = new Map<string, { cosine: number; mention: number }>();
  for (const [a, one] of all)
    for (const [b, other] of all) {
      if (a === b) continue;
      const product = sumOf([...(vector.get(a) ?? [])].map(([term, weight]) => weight * (vector.get(b)?.get(term) ?? 0)));
      const cosine = product === 0 ? 0 : product / (norm(a) * norm(b));
      pairs.set(`${a} ${b}`, { cosine, mention: Math.min(1, strength(a, b, other) + strength(b, a, one)) });
    }
  return pairs;
};

test('connections are exactly those of comparing every pair by hand', () =>
  fc.assert(
    fc.property(drafts(2), (list) => {
      const notes = numbered(list);
      const expected = naive(notes);
      const index = built(notes);
      for (const id of notes.keys()) {
        const found = new Map(index.nearest(id, { k: 50, minWeight: 0 }).map((it) => [it.id, it]));
        for (const other of [...notes.keys()].filter((it) => it !== id)) {
          const { cosine = 0, mention = 0 } = expected.get(`${id} ${other}`) ?? {};
          expect(found.get(other)?.weight ?? 0).toBeCloseTo(Math.min(1, cosine + 0.3 * mention), 3);
          expect(found.get(other)?.cosine ?? 0).toBeCloseTo(cosine, 3);
          expect(found.get(other)?.mention ?? 0).toBeCloseTo(mention, 3);
        }
      }
    }),
  ));

test('leaving out what cannot reach the list changes nothing', () =>
  fc.assert(
    fc.property(drafts(2), fc.constantFrom(0.1, 0.2, 0.4, 0.7), fc.integer({ min: 1, max: 4 }), (list, minWeight, k) => {
      const notes = numbered(list);
      const index = built(notes);
      for (const id of notes.keys()) {
        const exclude = (other: string): boolean => other === 'n1';
        const all = index.nearest(id, { k: 50, minWeight: 0 }).filter((it) => it.weight >= minWeight);
        const left = all.filter((it) => !exclude(it.id));
        expect(index.nearest(id, { k, minWeight, exclude })).toEqual(left.slice(0, k));
        expect(index.affectedBy(id, { k, minWeight })).toEqual(all.map((it) => it.id).sort());
      }
    }),
    { numRuns: 300 },
  ));

const everything = (index: TextIndex, ids: Iterable<string>) =>
  [...ids].sort().map((id) => [id, index.connections(id, { k: 4, minWeight: 0.05 }), index.mentionsOf(id), index.affectedBy(id)]);

test('an index that notes came to, changed in and left is the same as one built anew', () =>
  fc.assert(
    fc.property(
      drafts(1),
      fc.array(fc.record({ at: fc.nat(13), note: fc.option(draft), ask: fc.boolean() }), { maxLength: 20 }),
      (list, changes) => {
        const notes = new Map(numbered(list));
        const index = built(notes);
        for (const { at, note, ask } of changes) {
          if (note === null) {
            notes.delete(`n${at}`);
            index.remove(`n${at}`);
          } else {
            notes.set(`n${at}`, note);
            put(index, `n${at}`, note);
          }
          if (ask) index.nearest(`n${at}`);
        }
        const anew = built(notes);
        expect(index.size).toBe(notes.size);
        expect(everything(index, notes.keys())).toEqual(everything(anew, notes.keys()));
        for (const query of ['graph', 'river stone', 'moon moon salt'])
          expect(index.search(query, { limit: 5 })).toEqual(anew.search(query, { limit: 5 }));
      },
    ),
  ));

test('the weight between two notes is the same from either side', () =>
  fc.assert(
    fc.property(drafts(2), (list) => {
      const notes = numbered(list);
      const index = built(notes);
      const weight = (a: string, b: string): number =>
        index.nearest(a, { k: 50, minWeight: 0 }).find(({ id }) => id === b)?.weight ?? 0;
      for (const a of notes.keys()) for (const b of notes.keys()) expect(weight(a, b)).toBeCloseTo(weight(b, a), 4);
    }),
    { numRuns: 30 },
  ));
