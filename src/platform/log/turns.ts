import { LRUCache } from 'lru-cache';
import { streamKey } from '#platform/log/append';

/** Lets decisions about a contended stream go one after the other within the process, instead of losing against each other. */
export type Turns = {
  /** Waits for the turn on those of the streams that are contended. The answer ends it. */
  readonly take: (tenant: string, streams: readonly string[]) => Promise<() => void>;
  /** A decision has just lost because of these streams: for a while, decisions about them take turns. */
  readonly contended: (tenant: string, streams: readonly string[]) => void;
};

const none = () => undefined;

export const createTurns = (milliseconds = 10_000): Turns => {
  const hot = new LRUCache<string, true>({ max: 10_000, ttl: milliseconds });
  const last = new Map<string, Promise<void>>();

  const wait = async (key: string): Promise<() => void> => {
    const before = last.get(key);
    const turn = Promise.withResolvers<void>();
    last.set(key, turn.promise);
    await before;
    return () => {
      if (last.get(key) === turn.promise) last.delete(key);
      turn.resolve();
    };
  };

  return {
    take: async (tenant, streams) => {
      if (hot.size === 0) return none;
      const keys = [...new Set(streams.map((stream) => streamKey(tenant, stream)))].filter((key) => hot.has(key)).sort();
      const releases: (() => void)[] = [];
      for (const key of keys) releases.push(await wait(key)); // sorted, so that no two wait for each other
      return () => releases.forEach((release) => release());
    },
    contended: (tenant, streams) => {
      for (const stream of streams) hot.set(streamKey(tenant, stream), true);
    },
  };
};
