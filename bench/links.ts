import { analyse } from '../src/contexts/discovery/engine/analyse.ts';
import { createIndex, type TextIndex } from '../src/contexts/discovery/engine/text-index.ts';
import type { Claim } from './claim.ts';
import { jaccardNeighbours } from './data/jaccard.ts';
import { type LinkedNote, linkedNotes } from './data/links.ts';
import { averagePrecision } from './data/measures.ts';
import { readVault } from './data/vault.ts';

/** How well connections find what people had linked, with the link mark-up taken out and the words kept, and how fast. */
export const claims = async (): Promise<readonly Claim[]> => {
  const small = linkedNotes(readVault('jackyzha0'));
  const large = linkedNotes(readVault('flancian-garden'));
  const index = indexOf(large);
  return [
    relevance('jackyzha0', small, { index: indexOf(small), bar: 0.58 }),
    relevance('flancian-garden', large, { index, bar: 0.55 }),
    ...speed(index, large),
  ];
};

const indexOf = (notes: readonly LinkedNote[]): TextIndex => {
  const index = createIndex();
  for (const note of notes) put(index, note);
  return index;
};

const put = (index: TextIndex, note: LinkedNote): void =>
  index.put(note.id, analyse(note), { title: note.title, aliases: note.aliases, tags: [], names: [note.name] });

const relevance = (
  vault: string,
  notes: readonly LinkedNote[],
  { index, bar }: { readonly index: TextIndex; readonly bar: number },
): Claim => {
  const mean = (rank: (note: LinkedNote, i: number) => readonly string[]): number => {
    const found = notes.flatMap((note, i) => (note.linked.size === 0 ? [] : [averagePrecision(rank(note, i), note.linked)]));
    return found.reduce((sum, value) => sum + value, 0) / found.length;
  };
  const figure = mean(({ id }) => index.nearest(id, { k: 100, minWeight: 0 }).map(({ id: other }) => other));
  const neighbours = jaccardNeighbours(notes.map((note) => new Set(analyse(note).stems.filter((stem) => stem !== ''))));
  const control = mean((_, i) => neighbours(i).flatMap((other) => notes[other]?.id ?? []));
  return {
    group: 'links',
    claim: `${vault} (${notes.length} notes): MAP@100 of connections against wiki-links, beside Jaccard of the same stems`,
    figure: rounded(figure, 4),
    unit: 'of 1',
    control: rounded(control, 4),
    ratio: rounded(figure / control, 2),
    bar: `>= ${bar}`,
    holds: figure >= bar,
  };
};

const speed = (index: TextIndex, notes: readonly LinkedNote[]): readonly Claim[] => {
  const size = notes.length;
  const queries = notes.filter((_, i) => i % 20 === 0);
  const asked = queries.map(({ id }) => milliseconds(() => index.connections(id))).sort((a, b) => a - b);
  const changed = queries.slice(0, 100).map((note) =>
    milliseconds(() => {
      put(index, note);
      index.connections(note.id);
    }),
  );
  const pass = milliseconds(() => [...index.all()].length);
  const one = asked[Math.floor(asked.length * 0.99)] ?? Number.NaN;
  const change = changed.sort((a, b) => a - b)[Math.floor(changed.length * 0.5)] ?? Number.NaN;
  return [
    fast(`one note's connections and evidence among ${size}, p99`, one, { unit: 'ms', below: 10 }),
    fast(`a note changed, analysed, indexed and connected among ${size}, p50`, change, { unit: 'ms', below: 50 }),
    fast(`all connections and evidence of ${size} notes`, pass / 1_000, { unit: 's', below: 5 }),
    fast(`memory of the index of ${size} notes, as it estimates itself`, index.bytes / 2 ** 20, { unit: 'MiB', below: 100 }),
  ];
};

const fast = (claim: string, figure: number, { unit, below }: { readonly unit: string; readonly below: number }): Claim => ({
  group: 'links',
  claim,
  figure: rounded(figure, 2),
  unit,
  control: null,
  ratio: null,
  bar: `< ${below}`,
  holds: figure < below,
});

const milliseconds = (run: () => unknown): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

if (import.meta.main) console.table(await claims());
