// Measures DBOS Transact on the PostgreSQL server of DATABASE_URL, in rounds. Each line on standard input, {"mode", "callers", "seconds"},
// is answered with one line of JSON: {"mode", "perSecond", "p50", "p99"} (milliseconds). Mode: workflow, of two steps that do nothing.
import { createInterface } from 'node:readline';
import { DBOS } from '@dbos-inc/dbos-sdk';

const systemDatabaseUrl = process.env['DATABASE_URL'];
if (!systemDatabaseUrl) throw new Error('DATABASE_URL names the PostgreSQL server to measure on.');

const step = async (value) => ({ value });
const workflow = DBOS.registerWorkflow(
  async (value) => {
    const first = await DBOS.runStep(() => step(value), { name: 'first' });
    return DBOS.runStep(() => step(first.value), { name: 'second' });
  },
  { name: 'errand' },
);

// Twice the connections of a default pool.
DBOS.setConfig({ name: 'bench', systemDatabaseUrl, systemDatabasePoolSize: 20, logLevel: 'error', runAdminServer: false });
await DBOS.launch();

const round = async ({ mode, callers, seconds }) => {
  const times = [];
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  const caller = async (name) => {
    while (performance.now() < end) {
      const before = performance.now();
      await workflow(name);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, name) => caller(name)));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { mode, perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
};

await workflow('first');
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await round(JSON.parse(line))));
await DBOS.shutdown();
process.exit(0);
