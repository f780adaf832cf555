import type { Sql } from '#platform/postgres/sql';
import type { Engine, GraphKey } from '../ports.ts';
import { listsOf } from '../views/connections.ts';
import { documentsAfter } from '../views/documents.ts';
import { progressOf } from '../views/progress.ts';

/** Brings the index of a graph up to what is stored. Answers the place it has come to. */
export type Fill = (sql: Sql, graph: GraphKey) => Promise<number>;

const most = 1_000;

/** One filling of a graph at a time; who comes meanwhile waits for the next, which sees what was written before it began. */
export const createFilling = (engine: Engine): Fill => {
  const running = new Map<string, Promise<number>>();

  const fill: Fill = async (sql, graph) => {
    let place = await engine.placeOf(graph);
    if (place === undefined) {
      const { passedAt } = await progressOf(sql, graph);
      await engine.fill(graph, [], 0, { passedAt });
      await engine.remind(graph, await listsOf(sql, graph));
      place = 0;
    }
    for (;;) {
      const news = await documentsAfter(sql, graph, place, most);
      place = news.at(-1)?.place ?? place;
      if (news.length > 0) await engine.fill(graph, news, place);
      if (news.length < most) return place;
    }
  };

  return async (sql, graph) => {
    const key = `${graph.tenant}\u0000${graph.graph}`;
    const before = running.get(key);
    const own = (async () => {
      await before?.catch(() => undefined);
      return fill(sql, graph);
    })();
    running.set(key, own);
    try {
      return await own;
    } finally {
      if (running.get(key) === own) running.delete(key);
    }
  };
};
