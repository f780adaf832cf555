import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { testData } from './place.ts';

export type Document = { readonly id: string; readonly title: string; readonly text: string };

/** A collection with queries and, by query and document, how relevant people judged it. */
export type Judged = {
  readonly documents: readonly Document[];
  readonly queries: readonly { readonly id: string; readonly text: string; readonly relevant: ReadonlyMap<string, number> }[];
};

export const readJudged = (name: string): Judged => {
  const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');
  const documents = lines(gunzipSync(readFileSync(testData(`ir/${name}/corpus.jsonl.gz`))).toString('utf8')).map(
    (line): Document => JSON.parse(line),
  );
  const relevant = new Map<string, Map<string, number>>();
  for (const line of lines(readFileSync(testData(`ir/${name}/qrels.tsv`), 'utf8'))) {
    const [query = '', document = '', grade = '0'] = line.split('\t');
    if (Number(grade) > 0) relevant.set(query, (relevant.get(query) ?? new Map<string, number>()).set(document, Number(grade)));
  }
  const queries = lines(readFileSync(testData(`ir/${name}/queries.jsonl`), 'utf8'))
    .map((line): { id: string; text: string } => JSON.parse(line))
    .map(({ id, text }) => ({ id, text, relevant: relevant.get(id) ?? new Map<string, number>() }))
    .filter(({ relevant: judged }) => judged.size > 0);
  return { documents, queries };
};
