import type { Pool } from 'pg';
import type { TestApp } from '#testing/app';

/** Asks whether no process has anything left to do but to wait for a time, and each has heard all there is to hear. */
export const quietness = (app: Pick<TestApp, 'runtime'>, pool: Pool): (() => Promise<boolean>) => {
  const heard = app.runtime.contexts.flatMap(({ processes = [] }) => processes);
  const names = heard.map(({ model }) => model.name);
  const types = heard.map(({ on }) => Object.keys(on).join());
  return async () => {
    const { rows } = await pool.query(
      `select from unnest($1::text[], $2::text[]) h (process, types) left join log.checkpoint c on c.subscriber = h.process
       where exists (select from log.event where type = any (string_to_array(h.types, ',')) and position > coalesce(c.position, 0))
       union all select from process.instance i where phase <> 'completed' and not exists (
         select from process.agenda a where a.tenant = i.tenant and a.process = i.process and a.id = i.id and a.kind = 'timer')
       union all select from process.agenda where kind in ('call', 'undo')`,
      [names, types],
    );
    return rows.length === 0;
  };
};
