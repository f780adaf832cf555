const mark = '$bigint';

/** A state as JSON, its bigints as `{"$bigint":"<digits>"}`. */
export const snapshotOf = (state: unknown): string =>
  JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? { [mark]: String(value) } : value));

/** The state that `snapshotOf` wrote, from its parsed JSON. */
export const stateOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stateOf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === mark && typeof first[1] === 'string') return BigInt(first[1]);
  return Object.fromEntries(entries.map(([name, each]) => [name, stateOf(each)]));
};
