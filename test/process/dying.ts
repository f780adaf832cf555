import type { Point, Reached } from '#platform/process/engine';

/** An instance of a process, and the point at which it stops for ever. */
export type Dying = { readonly instance: string; readonly point: Point; readonly item: string };

/**
 * Lets each instance get to its point and no further; once all have got there, this process ends, as by kill -9. One death shows
 * what a death at each of the points leaves behind.
 */
export const dying = <D extends Dying>(all: readonly D[]) => {
  const { promise: acted, resolve } = Promise.withResolvers<void>();
  const moving = new Set(all.map(({ instance }) => instance));
  const [hearing, acting] = [all.filter(({ point }) => point === 'heard'), all.filter(({ point }) => point !== 'heard')];

  const reached: Reached = (...[point, item, id]) => {
    if (!all.some((each) => each.instance === id && each.point === point && each.item === item)) return undefined;
    moving.delete(id);
    if (moving.size === 0) process.kill(process.pid, 'SIGKILL');
    if (moving.size === hearing.length) resolve();
    return new Promise(() => undefined);
  };

  const begin = async (start: (each: D) => Promise<unknown>): Promise<void> => {
    await Promise.all(acting.map(start));
    await acted;
    await Promise.all(hearing.map(start)); // last: while one stops at hearing, no other hears anything
  };

  return { reached, begin };
};
