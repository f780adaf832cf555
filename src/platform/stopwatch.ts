type Clock = () => number;

/** Milliseconds since now, by the clock that has gone further: the monotonic one stands still while a machine sleeps, the other one may be set back. */
export const stopwatch = (clocks: readonly Clock[] = [() => performance.now(), () => Date.now()]): Clock => {
  const began = clocks.map((clock) => ({ clock, at: clock() }));
  return () => Math.max(...began.map(({ clock, at }) => clock() - at));
};
