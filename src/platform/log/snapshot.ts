import type { Pool } from 'pg';
import type { Loaded } from '#platform/log/states';

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

/** Keeps a state beside its events, if it is newer than the one kept and the log has the event that it ends with. */
export const writeSnapshot = async (
  pool: Pool,
  tenant: string,
  { stream, model, version, append, state, createdAt, changedAt }: Loaded,
): Promise<void> => {
  await pool.query(
    `insert into log.snapshot as s (tenant, stream, model_version, version, state, created_at, changed_at, append)
     select $1, $2, $3, $4, $5, $6, $7, append from log.event
     where tenant = $1 and stream = $2 and version = $4 and append is not distinct from $8
     on conflict (tenant, stream) do update
     set model_version = excluded.model_version, version = excluded.version, state = excluded.state, changed_at = excluded.changed_at,
       append = excluded.append
     where s.version < excluded.version or s.model_version <> excluded.model_version`,
    [tenant, stream, model.version ?? 1, version, snapshotOf(state), createdAt, changedAt, append],
  );
};
