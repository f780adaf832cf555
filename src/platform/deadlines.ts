/** Calls back when a piece of work takes too long; answers how to say that it has come to its end. */
export type Deadlines = (milliseconds: number, late: () => void) => () => void;

type Waiting = { readonly due: number; readonly late: () => void };

/**
 * Deadlines of many short pieces of work. A timer for each, set and taken away again in microseconds, costs more than the rest of the gate;
 * so all of one length share a clock that ticks twenty times in it, and runs while anybody waits.
 */
export const deadlines = (): Deadlines => {
  const clocks = new Map<number, Set<Waiting>>();

  const start = (milliseconds: number): Set<Waiting> => {
    const waiting = new Set<Waiting>();
    clocks.set(milliseconds, waiting);
    const tick = setInterval(
      () => {
        if (waiting.size === 0) {
          clearInterval(tick);
          clocks.delete(milliseconds);
          return;
        }
        const now = performance.now();
        for (const each of waiting) {
          if (each.due > now) return; // of one length: the first to wait is the first to be late
          waiting.delete(each);
          each.late();
        }
      },
      Math.max(milliseconds / 20, 1),
    );
    tick.unref();
    return waiting;
  };

  return (milliseconds, late) => {
    const waiting = clocks.get(milliseconds) ?? start(milliseconds);
    const each = { due: performance.now() + milliseconds, late };
    waiting.add(each);
    return () => waiting.delete(each);
  };
};
