import { analyse } from '../src/contexts/discovery/engine/analyse.ts';
import { createIndex } from '../src/contexts/discovery/engine/text-index.ts';
import type { Claim } from './claim.ts';
import { averagePrecision, ndcg } from './data/measures.ts';
import { readJudged } from './data/judged.ts';

type Measure = (ranked: readonly string[], relevant: ReadonlyMap<string, number>) => number;

const quality = (name: string, depth: number, measure: Measure): number => {
  const { documents, queries } = readJudged(name);
  const index = createIndex();
  for (const { id, title, text } of documents)
    index.put(id, analyse({ title, aliases: [], content: text }), { title, aliases: [], tags: [] });
  const found = queries.map(({ text, relevant }) =>
    measure(
      index.search(text, { limit: depth }).items.map(({ id }) => id),
      relevant,
    ),
  );
  return found.reduce((sum, value) => sum + value, 0) / found.length;
};

type Bar = { readonly least: number; readonly published: number };

const claim = (text: string, figure: number, { least, published }: Bar): Claim => ({
  group: 'search',
  claim: `${text}, beside what Lucene's BM25 is published with`,
  figure: Math.round(figure * 10_000) / 10_000,
  unit: 'of 1',
  control: published,
  ratio: Math.round((figure / published) * 100) / 100,
  bar: `>= ${least}`,
  holds: figure >= least,
});

/** How well search ranks, on two collections that people judged. */
export const claims = async (): Promise<readonly Claim[]> => [
  claim('SciFact nDCG@10', quality('scifact', 10, ndcg(10)), { least: 0.67, published: 0.6789 }),
  claim('CACM MAP', quality('cacm', 1_000, averagePrecision), { least: 0.3, published: 0.3123 }),
];

if (import.meta.main) console.table(await claims());
