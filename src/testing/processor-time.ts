/** For tests: the milliseconds of processor time a run takes; on a busy machine the time on the wall says little about the code. */
export const processorTime = (run: () => unknown): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
