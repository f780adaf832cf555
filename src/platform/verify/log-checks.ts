import type { LogCheck, Wrong } from '#platform/log-check';
import type { Sql } from '#platform/postgres/sql';

type Counted = { readonly examined: number };

const examinedIn = ([row]: readonly Counted[]): number => row?.examined ?? 0;

const events = (sql: Sql) => sql<Counted>`select count(*) as examined from log.event`;

const positions: LogCheck = {
  name: 'log.positions',
  summary: 'Positions count from 1 to the head without a gap.',
  run: async ({ sql }) => ({
    examined: examinedIn(await events(sql)),
    wrong: await sql<Wrong>`
      with e as (select position, lag(position, 1, 0::bigint) over (order by position) as before from log.event), h as (select position from log.head)
      select format('positions %s to %s', before + 1, position - 1) as what, 'no event is there' as why from e where position <> before + 1
      union all
      select concat('position ', position), 'it lies behind the head of the log' from e where position > (select position from h)
      union all
      select 'the head', 'the events before it are missing' from h where position > (select coalesce(max(position), 0) from e)
      limit 10000`,
  }),
};

const versions: LogCheck = {
  name: 'log.versions',
  summary: 'The versions of each stream count from 1 without a gap.',
  run: async ({ sql }) => ({
    examined: examinedIn(await events(sql)),
    wrong: await sql<Wrong>`
      with e as (select tenant, stream, version, lag(version, 1, 0) over (partition by tenant, stream order by version) as before from log.event)
      select concat(tenant, '/', stream) as what, format('version %s is missing', before + 1) as why from e where version <> before + 1 limit 10000`,
  }),
};

const streams: LogCheck = {
  name: 'log.streams',
  summary: 'The version kept for each stream is that of its last event.',
  run: async ({ sql }) => ({
    examined: examinedIn(await sql<Counted>`select count(*) as examined from log.stream`),
    wrong: await sql<Wrong>`
      select concat(tenant, '/', id) as what, format('the version kept differs by %s', coalesce(s.version, 0) - coalesce(e.version, 0)) as why
      from (select tenant, id, version from log.stream) s
      full join (select tenant, stream as id, max(version) as version from log.event group by tenant, stream) e using (tenant, id)
      where coalesce(s.version, 0) <> coalesce(e.version, 0) limit 10000`,
  }),
};

/** The checkpoint of a feed counts the positions of another log. */
const checkpoints: LogCheck = {
  name: 'log.checkpoints',
  summary: 'No subscriber has handled more than there is.',
  run: async ({ sql }) => ({
    examined: examinedIn(await sql<Counted>`select count(*) as examined from log.checkpoint where subscriber not like 'feed.%'`),
    wrong: await sql<Wrong>`
      select subscriber as what, format('it has handled position %s, which is beyond the end of the log', c.position) as why
      from log.checkpoint c, log.head h where c.subscriber not like 'feed.%' and c.position > h.position`,
  }),
};

/** Leaves out keys stored before the log counted their events. */
const keys: LogCheck = {
  name: 'log.keys',
  summary: 'Every key that was acknowledged has all its events in the log.',
  run: async ({ sql }) => {
    const rows = await sql<Wrong & { readonly is_wrong: boolean }>`
      with e as (select append, count(*) as events from log.event where append is not null group by append)
      select concat(k.tenant, '/key ', k.key) as what, format('%s of its %s events are there', coalesce(e.events, 0), k.events) as why,
        coalesce(e.events, 0) <> k.events as is_wrong
      from log.idempotency k left join e using (append) where k.events is not null`;
    return { examined: rows.length, wrong: rows.filter(({ is_wrong }) => is_wrong).map(({ what, why }) => ({ what, why })) };
  },
};

export const logChecks: readonly LogCheck[] = [positions, versions, streams, checkpoints, keys];
