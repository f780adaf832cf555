import pg from 'pg';
import { createApp } from '#app';
import { graph } from '#graph/context';
import { createPool } from '#platform/postgres/pool';
import type { Claim } from './claim.ts';
import { readVault } from './data/vault.ts';
import { withFolder } from './lab/app.ts';
import { withServer } from './lab/database.ts';
import { below } from './lab/judge.ts';
import { percentile } from './lab/rounds.ts';

export const group = 'brain';

const DEPTH = 3;
const LIMIT = 1_000;
const NOTES_ASKED = 400;

/** The neighbourhood of notes of a real vault through the gate; the control walks a table of ready-made pairs by one recursive query. */
export const claims = (): Promise<readonly Claim[]> =>
  withServer((lab) =>
    withFolder(async (dataFolder) => {
      const { connection, url } = await lab.database('brain');
      const app = await createApp({
        contexts: [graph],
        config: { dataFolder, databaseUrl: url, host: '127.0.0.1', port: 0, logLevel: 'warn' },
      });
      const pool = createPool(connection, { size: 1 });
      try {
        const call = async (method: 'GET' | 'POST', path: string, body?: object) => {
          const headers = { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' };
          const answer = await app.server.inject({
            method,
            url: `/api/v2/${path}`,
            headers,
            ...(body && { payload: JSON.stringify(body) }),
          });
          if (answer.statusCode >= 300)
            throw new Error(`${method} ${path} answered ${answer.statusCode}: ${answer.payload.slice(0, 500)}`);
          return JSON.parse(answer.payload);
        };
        await fill(call);
        await pool.query(
          `create table pair as select distinct source, target from graph.adjacent('${await tenantOf(pool)}', array(select id from graph.nodes))`,
        );
        await pool.query('create index on pair (source); create index on pair (target); analyze');

        const { rows } = await pool.query<{ readonly id: string }>('select id from graph.nodes order by md5(id::text) limit $1', [
          NOTES_ASKED,
        ]);
        const [ours, control, statements]: [number[], number[], number[]] = [[], [], []];
        for (const [index, { id }] of [...rows.slice(0, 50), ...rows].entries()) {
          const counter = countStatements();
          const asked = await timed(() => call('GET', `nodes/${id}/neighbours?depth=${DEPTH}&limit=${LIMIT}`));
          const sent = counter.stop();
          const plain = await timed(() => pool.query({ ...recursive, values: [id] }));
          if (index < 50) continue; // warming up
          ours.push(asked);
          control.push(plain);
          statements.push(sent);
        }
        console.error(
          `  p50 ${percentile(
            ours.toSorted((a, b) => a - b),
            0.5,
          ).toFixed(1)} ms`,
        );
        const p99 = (times: number[]) =>
          percentile(
            times.sort((a, b) => a - b),
            0.99,
          );
        return [
          below(
            {
              group,
              claim: `neighbourhood, depth ${DEPTH}, limit ${LIMIT}, flancian-garden, p99`,
              figure: p99(ours),
              unit: 'ms',
              control: p99(control),
            },
            50,
          ),
          below(
            {
              group,
              claim: `statements of a neighbourhood, depth ${DEPTH}, most`,
              figure: Math.max(...statements),
              unit: 'statements',
            },
            DEPTH + 1,
          ),
        ];
      } finally {
        await pool.end();
        await app.close();
      }
    }),
  );

const fill = async (call: (method: 'POST', path: string, body: object) => Promise<unknown>): Promise<void> => {
  const items = readVault('flancian-garden').map(({ path, text }) => ({
    path: path.slice(path.indexOf('/') + 1),
    content: text.toWellFormed().replaceAll('\0', ''),
  }));
  for (let from = 0; from < items.length; from += 500) await call('POST', 'nodes/bulk', { items: items.slice(from, from + 500) });
};

const tenantOf = async (pool: pg.Pool): Promise<string> => {
  const { rows } = await pool.query<{ readonly tenant: string }>('select tenant from graph.nodes limit 1');
  return rows[0]?.tenant ?? '';
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

/** Statements on the tables of the context, by whatever pool of this process: others are sent in the background at any time. */
const countStatements = () => {
  const prototype = pg.Client.prototype;
  const send = Reflect.get(prototype, 'query') as (this: pg.Client, ...values: unknown[]) => unknown; // patched for a while
  let count = 0;
  Reflect.set(prototype, 'query', function (this: pg.Client, ...values: unknown[]) {
    if (/\bgraph\.(step|adjacent|nodes|names|links|tags|edges)\b/.test(JSON.stringify(values[0]))) count += 1;
    return send.apply(this, values);
  });
  return { stop: () => (Reflect.set(prototype, 'query', send), count) };
};

const recursive = {
  name: 'recursive',
  text: `
    with recursive near (id, depth) as (
      select $1::uuid, 0
      union
      select case when p.source = n.id then p.target else p.source end, n.depth + 1
      from near n join pair p on p.source = n.id or p.target = n.id where n.depth < ${DEPTH}
    )
    select x.id, x.title, min(near.depth) from near join graph.nodes x using (id) group by x.id, x.title order by 3 limit ${LIMIT}`,
};
