import { type EdgeEvent, getNodes, type NodeEvent } from '#graph/contract';
import type { Recorded } from '#platform/log/event-log';
import type { Service, ServicePorts, Subscription } from '#platform/service';
import type { Engine, Facets } from '../ports.ts';
import { type Document, removeDocuments, touchDocuments, writeDocuments } from '../views/documents.ts';

type Told = Recorded<NodeEvent> | Recorded<EdgeEvent>;

const name = 'discovery.analyseNotes';

const on = [
  'NodeCreated', 'NodeContentUpdated', 'NodeRetitled', 'NodeTagsChanged', 'NodeAliasesChanged', 'NodeArchived', 'NodeRestored',
  'NodeDeleted', 'EdgeConnected', 'EdgeDisconnected',
] as const;

/** Takes changed notes into the index: read once, analysed in the worker, and stored, with the checkpoint, in one transaction. */
export const analyseNotes = (engine: Engine, started: (subscription: Subscription) => void): Service => ({
  name,
  start: async ({ subscribe, as }) => {
    const subscription = subscribe<NodeEvent | EdgeEvent>({
      name,
      on,
      handle: async (events, { sql }) => {
        for (const [tenant, own] of Map.groupBy(events, (event) => event.tenant)) {
          const { notes, ends } = concerned(own);
          if (notes.size > 0) {
            const { documents, gone } = await analysed(engine, as({ tenant, actor: name }), [...notes]);
            if (documents.length > 0) await writeDocuments(sql, tenant, documents);
            if (gone.length > 0) await removeDocuments(sql, tenant, gone);
          }
          const linked = [...ends].filter((id) => !notes.has(id)); // what is linked now need not be proposed any more
          if (linked.length > 0) await touchDocuments(sql, tenant, linked);
        }
      },
    });
    started(subscription);
    return { stop: subscription.stop };
  },
});

const concerned = (events: readonly Told[]): { readonly notes: ReadonlySet<string>; readonly ends: ReadonlySet<string> } => {
  const notes = new Set<string>();
  const ends = new Set<string>();
  for (const { data } of events)
    if ('source' in data && 'target' in data) ends.add(data.source).add(data.target);
    else if ('id' in data) notes.add(data.id);
  return { notes, ends };
};

/** The notes as they are now: their events may be older than what a batch read gives, but what is stored in the end is the newest. */
const analysed = async (engine: Engine, { call }: Pick<ReturnType<ServicePorts['as']>, 'call'>, ids: readonly string[]) => {
  const { items } = await call(getNodes, { ids: [...ids] });
  const live = items.filter(({ status }) => status === 'live');
  const bytes = await engine.analyse(live.map(({ title, aliases, content }) => ({ title, aliases, content })));
  const documents = live.map(({ id, graph, title, aliases, tags, path }, index): Document => {
    const facets: Facets = { title, aliases, tags, names: path === undefined ? [] : [fileName(path)] };
    return { node: id, graph, facets, analysis: bytes[index] ?? new Uint8Array() };
  });
  const kept = new Set(live.map(({ id }) => id));
  return { documents, gone: ids.filter((id) => !kept.has(id)) };
};

const fileName = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.[^.]+$/, '');
