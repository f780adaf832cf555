import { getNodes } from '#graph/contract';
import type { Ports } from '#platform/feature';
import type { Engine, Facets } from '../ports.ts';
import type { Document } from '../views/documents.ts';

export type Analysed = { readonly documents: readonly Document[]; readonly gone: readonly string[] };

/** The notes as they are now: their events may be older than what a batch read gives, but what is stored in the end is the newest. */
export const analysed = async (engine: Engine, { call }: Pick<Ports, 'call'>, ids: readonly string[]): Promise<Analysed> => {
  const { items } = await call(getNodes, { ids: [...ids] });
  const live = items.filter(({ status }) => status === 'live');
  const bytes = await engine.analyse(live.map(({ title, aliases, content }) => ({ title, aliases, content })));
  const documents = live.map(({ id, graph, title, aliases, tags, path }, index): Document => {
    const facets: Facets = { title, aliases, tags, names: path === undefined ? [] : [fileName(path)] };
    return { node: id, graph, facets, analyser: engine.analyserVersion, analysis: bytes[index] ?? new Uint8Array() };
  });
  const kept = new Set(live.map(({ id }) => id));
  return { documents, gone: ids.filter((id) => !kept.has(id)) };
};

const fileName = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.[^.]+$/, '');
