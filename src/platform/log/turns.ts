import { streamKey } from '#platform/log/append';

/** Waits until nobody else in this process has the turn on any of the streams. The answer ends the turn. */
export type Turns = (tenant: string, streams: Iterable<string>) => Promise<() => void>;

/**
 * Lets decisions that lost a race for a stream go one after the other within the process, instead of losing against each other again.
 * Those that only guard the stream do not queue: they cannot be in each other's way.
 */
export const createTurns = (): Turns => {
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

  return async (tenant, streams) => {
    const keys = [...streams].map((stream) => streamKey(tenant, stream)).sort();
    const releases: (() => void)[] = [];
    for (const key of keys) releases.push(await wait(key)); // sorted, so that no two wait for each other
    return () => {
      for (const release of releases) release();
    };
  };
};
