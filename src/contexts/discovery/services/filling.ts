import type { Sql } from '#platform/postgres/sql';
import { type Engine, type GraphKey, IndexLost } from '../ports.ts';
import { listsOf } from '../views/connections.ts';
import { documentsAfter } from '../views/documents.ts';
import { progressOf } from '../views/progress.ts';

export type Filling = {
  /** Brings the index of a graph up to what is stored. Answers the place it has come to. */
  readonly fill: (sql: Sql, graph: GraphKey) => Promise<number>;
  /** Asks an index that has come to a place at least. One that is lost meanwhile is filled again and asked again, once. */
  readonly ask: <T>(
    sql: Sql,
    asked: { readonly graph: GraphKey; readonly through: number; readonly within?: Promise<unknown> },
    question: () => Promise<T>,
  ) => Promise<T>;
  /** Drops what is in memory: the places there are of another history. */
  readonly forget: () => Promise<void>;
};

const most = 1_000;

export const createFilling = (engine: Engine): Filling => {
  const running = new Map<string, Promise<number>>();
  const places = new Map<string, number>(); // where each index was when last filled; a lost one is found out when it is asked

  const fillOne = async (sql: Sql, graph: GraphKey): Promise<number> => {
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

  /** One filling of a graph at a time; who comes meanwhile waits for the next, which sees what was written before it began. */
  const fill = async (sql: Sql, graph: GraphKey): Promise<number> => {
    const key = keyOf(graph);
    const before = running.get(key);
    const own = (async () => {
      await before?.catch(() => undefined);
      const place = await fillOne(sql, graph);
      places.set(key, place);
      return place;
    })();
    running.set(key, own);
    try {
      return await own;
    } finally {
      if (running.get(key) === own) running.delete(key);
    }
  };

  const ready = async (
    sql: Sql,
    graph: GraphKey,
    { through, within }: { readonly through: number; readonly within?: Promise<unknown> },
  ) => {
    const place = places.get(keyOf(graph));
    if (place !== undefined && place >= through) return;
    const filled = fill(sql, graph);
    if (place === undefined || within === undefined) return filled;
    filled.catch(() => undefined); // whoever asks next finds out
    return Promise.race([filled, within]);
  };

  return {
    fill,
    forget: () => {
      places.clear();
      return engine.forget();
    },
    ask: async (sql, { graph, ...asked }, question) => {
      try {
        await ready(sql, graph, asked);
        return await question();
      } catch (error) {
        if (!(error instanceof IndexLost)) throw error;
        places.delete(keyOf(graph));
        await fill(sql, graph);
        return question();
      }
    },
  };
};

const keyOf = ({ tenant, graph }: GraphKey): string => `${tenant}\u0000${graph}`;
