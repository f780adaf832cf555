import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createPool } from '#platform/postgres/pool';
import type { Claim } from './claim.ts';
import { type LinkedNote, linkedNotes } from './data/links.ts';
import { readVault } from './data/vault.ts';
import { type App, withApp } from './lab/app.ts';
import { withPools, withServer } from './lab/database.ts';
import { below } from './lab/judge.ts';
import { percentile } from './lab/rounds.ts';

export const group = 'search';

const questions = 1_000;
const atOnce = 8;

/** How long searches take over HTTP in the server, with 7,772 notes, beside the database's own full-text ranking of the same texts. */
export const claims = async (): Promise<readonly Claim[]> => {
  const notes = linkedNotes(readVault('flancian-garden'));
  const queries = asked(notes);
  return withServer(async (lab) => {
    const { connection } = await lab.database('texts');
    const pool = createPool(connection, { size: atOnce });
    return withPools([pool], async () => {
      await fillTable(pool, notes);
      return withApp(async (app) => {
        await fillApp(app, notes);
        const search = (q: string) => app.call('GET', `/api/v2/search?q=${encodeURIComponent(q)}`);
        const ranked = (q: string) => pool.query({ name: 'rank', text: rankText, values: [q] });
        await measured(search, queries.slice(0, 200), 1); // compiled and cached
        await measured(ranked, queries.slice(0, 50), 1);
        const alone = { ours: await measured(search, queries, 1), theirs: await measured(ranked, queries.slice(0, 200), 1) };
        const crowd = {
          ours: await measured(search, queries, atOnce),
          theirs: await measured(ranked, queries.slice(0, 200), atOnce),
        };
        const said = `search over HTTP among ${notes.length.toLocaleString('en')} notes`;
        return [
          below({ group, claim: `${said}, p50`, figure: alone.ours.p50, unit: 'ms', control: alone.theirs.p50 }, 5),
          below({ group, claim: `${said}, p99`, figure: alone.ours.p99, unit: 'ms', control: alone.theirs.p99 }, 50),
          below(
            { group, claim: `${said}, ${atOnce} at once, p99`, figure: crowd.ours.p99, unit: 'ms', control: crowd.theirs.p99 },
            50,
          ),
        ];
      });
    });
  });
};

/** One to three words of a title, as people type them: the same in every run. */
const asked = (notes: readonly LinkedNote[]): readonly string[] => {
  const titles = notes
    .map(({ title }) => title.split(/[\s/-]+/).filter((word) => /\p{L}{3}/u.test(word)))
    .filter((words) => words.length > 0);
  return Array.from({ length: questions }, (_, index) => {
    const words = titles[(index * 7_919) % titles.length] ?? [];
    return words.slice(0, 1 + (index % 3)).join(' ');
  });
};

const fillApp = async (app: App, notes: readonly LinkedNote[]): Promise<void> => {
  for (let from = 0; from < notes.length; from += 500) {
    const items = notes
      .slice(from, from + 500)
      .map(({ title, content }) => ({ title: title.slice(0, 200) || 'Untitled', content: content.replaceAll('\0', '') }));
    await app.call('POST', '/api/v2/nodes/bulk', { items });
  }
  for (;;) {
    const { notes: held, waiting } = (await app.call('GET', '/api/v2/index/status')) as {
      readonly notes: number;
      readonly waiting: number;
    }; // as its contract says
    if (held >= 0.99 * notes.length && waiting === 0) return;
    await wait(200);
  }
};

const fillTable = async (pool: Pool, notes: readonly LinkedNote[]): Promise<void> => {
  await pool.query(
    'create table note (id text primary key, title text not null, content text not null, words tsvector not null)',
  );
  await pool.query(
    `insert into note select id, title, content, setweight(to_tsvector('english', title), 'A') || to_tsvector('english', content)
     from unnest($1::text[], $2::text[], $3::text[]) n (id, title, content) on conflict do nothing`,
    [notes.map(({ id }) => id), notes.map(({ title }) => title), notes.map(({ content }) => content.replaceAll('\0', ''))],
  );
  await pool.query('create index note_by_words on note using gin (words)');
  await pool.query('analyze note');
};

const rankText = `
  select id, title, ts_rank(words, q) as score, ts_headline('english', content, q) as highlight
  from (select n.*, q from note n, websearch_to_tsquery('english', $1) q where words @@ q order by ts_rank(words, q) desc limit 20) best`;

const measured = async (ask: (query: string) => Promise<unknown>, queries: readonly string[], callers: number) => {
  const times: number[] = [];
  let next = 0;
  const caller = async () => {
    for (let query = queries[next++]; query !== undefined; query = queries[next++]) {
      const started = performance.now();
      await ask(query);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  times.sort((a, b) => a - b);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
};

if (import.meta.main) console.table(await claims());
