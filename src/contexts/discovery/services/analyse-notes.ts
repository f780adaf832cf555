import { type EdgeEvent, type NodeEvent, published } from '#graph/contract';
import type { Recorded } from '#platform/log/event-log';
import type { Service, ServicePorts, Subscription } from '#platform/service';
import type { Engine } from '../ports.ts';
import { removeDocuments, takeTurn, touchDocuments, writeDocuments } from '../views/documents.ts';
import { analysed } from './analysing.ts';

/** What others need to wait for the index. */
export type Running = {
  readonly subscription: Subscription;
  /** How many events are being worked in right now. */
  readonly handling: () => number;
  readonly wait: ServicePorts['wait'];
};

type Told = Recorded<NodeEvent> | Recorded<EdgeEvent>;

const name = 'discovery.analyseNotes';

/** Takes changed notes into the index: read once, analysed in the worker, and stored, with the checkpoint, in one transaction. */
export const analyseNotes = (engine: Engine, started: (running: Running) => void): Service => ({
  name,
  start: async ({ subscribe, as, wait }) => {
    let count = 0;
    const subscription = subscribe<NodeEvent | EdgeEvent>({
      name,
      on: published,
      every: 50,
      handle: async (events, { sql }) => {
        count = events.length;
        try {
          await takeIn(events, { sql, as, engine });
        } finally {
          count = 0;
        }
      },
    });
    started({ subscription, handling: () => count, wait });
    return { stop: subscription.stop };
  },
});

type Parts = Pick<ServicePorts, 'sql' | 'as'> & { readonly engine: Engine };

const takeIn = async (events: readonly Told[], { sql, as, engine }: Parts): Promise<void> => {
  await takeTurn(sql);
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
};

const concerned = (events: readonly Told[]): { readonly notes: ReadonlySet<string>; readonly ends: ReadonlySet<string> } => {
  const notes = new Set<string>();
  const ends = new Set<string>();
  for (const { data } of events)
    if ('source' in data && 'target' in data) ends.add(data.source).add(data.target);
    else if ('id' in data) notes.add(data.id);
  return { notes, ends };
};
