import { type RawBuilder, sql } from 'kysely';

/**
 * The events of some types as stored, of all workspaces, as a table for a check: position, tenant, stream, version, type, data, recorded_at. A context
 * names its own types, and those that others publish.
 *
 * @example sql`select count(*) from ${recorded('StockReserved', 'StockIssued')} e where e.data->>'lot' = …`
 */
export const recorded = (...types: readonly string[]): RawBuilder<unknown> =>
  sql`(select position, tenant, stream, version, type, data::jsonb as data, recorded_at from log.event where type = any (${types}))`;
