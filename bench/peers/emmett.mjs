// Measures Emmett on the PostgreSQL server of DATABASE_URL, in rounds. Each line on standard input, {"mode", "callers", "seconds"},
// is answered with one line of JSON: {"mode", "perSecond", "p50", "p99"} (milliseconds). Modes: append; projection: append with one inline
// projection into a Pongo document. A raw SQL projection of Emmett was about 1.5 times as fast as that one, measured apart from this run.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { projections } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, pongoSingleStreamProjection } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) throw new Error('DATABASE_URL names the PostgreSQL server to measure on.');

// Twice the connections of a default pool.
const pool = new pg.Pool({ connectionString, max: 20 });
const connect = (options) => getPostgreSQLEventStore(connectionString, { ...options, connectionOptions: { pool } });

const notes = pongoSingleStreamProjection({
  collectionName: 'notes',
  canHandle: ['NoteTaken'],
  evolve: (_, { data }) => ({ title: data.title, text: data.text }),
});

const stores = {
  append: connect({}),
  projection: connect({ projections: projections.inline([notes]) }),
};

/** About 200 bytes of JSON, as in our own bench. */
const noteTaken = (id) => ({ type: 'NoteTaken', data: { id, title: 'A note about nothing', text: 'x'.repeat(110) } });

const round = async ({ mode, callers, seconds }) => {
  const times = [];
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  const caller = async () => {
    while (performance.now() < end) {
      const id = randomUUID();
      const before = performance.now();
      await stores[mode].appendToStream(`note-${id}`, [noteTaken(id)]);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { mode, perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
};

// The first append of a store makes its tables; 32 first appends at once fail on that.
for (const store of Object.values(stores)) {
  await store.schema.migrate();
  await store.appendToStream(`note-${randomUUID()}`, [noteTaken('first')]);
}
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await round(JSON.parse(line))));
await pool.end();
process.exit(0);
