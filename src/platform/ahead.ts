/** Work that runs while something else is awaited. Its failure is reported where it is awaited itself, if the other does not fail first. */
export const ahead = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined);
  return work;
};
