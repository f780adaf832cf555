import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFailed, test } from 'vitest';
import { newInstallation } from '#testing/process';
import { runs } from '#testing/runs';
import { type Ask, asker, dice, type Reply, until } from './ask.ts';
import { killed, patience, tell, type Victim, victims } from './kill.ts';
import { linesOf, vault } from './vault.ts';
import { expectWholeIndex, expectWholeLog } from './whole.ts';

const notes = runs({ short: 1_000, full: 2_000 });
const kills = runs({ short: 2, full: 10 });
const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);
const roll = dice(seed);
const here = newInstallation();

test(`an import goes on by itself when app or database are killed in its middle, ${2 * kills} times (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  let server = await here.start();
  onTestFailed(() => void process.stderr.write(server.said() + server.logged().slice(-10_000)));
  const token = here.token();
  const ask: Ask = (...request) => asker(server.url, token)(...request);
  const stateOf = (id: string): Promise<Reply> =>
    until(async () => {
      const answer = await ask('GET', `/api/v2/imports/${id}`);
      expect([200, 404, 503]).toContain(answer.status);
      return answer.status === 503 ? undefined : answer;
    }, 'the server tells of the import');
  const send = (id: string, draft: number): Promise<Reply | undefined> =>
    ask('POST', `/api/v2/imports?id=${id}&source=vault`, linesOf(vault(notes, draft)), {
      'content-type': 'application/x-ndjson',
    }).catch(() => undefined);

  const imports: string[] = [];
  const caught = { uploading: 0, applying: 0, after: 0 };
  const times: Record<Victim, number[]> = { app: [], database: [] };
  let id = '';
  let state: 'unknown' | 'running' | 'over' = 'over';
  for (const victim of victims(kills, roll)) {
    if (state === 'over') {
      id = randomUUID();
      imports.push(id);
      state = 'unknown';
    }
    const sending = state === 'unknown' ? send(id, imports.length) : undefined;
    // What a killed app was at work on is free for the next after four seconds: some kills come later than that.
    await wait(roll() * (sending && roll() < 0.5 ? 150 : roll() < 0.7 ? 800 : 5_000));
    const before = await Promise.race([sending, wait(1, 'under way' as const)]);
    const again = await killed(here, victim, server);
    server = again.server;
    times[victim].push(again.milliseconds);

    const answer = await sending;
    // What a killed server had stored of an upload is in the way of the same id, and says so.
    const isInTheWay = answer?.status === 409 && answer.body.code === 'graph.import-out-of-step';
    if (answer && !isInTheWay) expect([202, 503]).toContain(answer.status);
    if (isInTheWay) imports.splice(imports.indexOf(id), 1, (id = randomUUID()));
    const now = await stateOf(id);
    if (answer?.status === 202) expect(now.status, 'An import that was accepted is known').toBe(200);
    state = now.status === 404 ? 'unknown' : now.body.status === 'running' ? 'running' : 'over';
    caught[before === 'under way' ? 'uploading' : state === 'running' ? 'applying' : 'after']++;
  }
  if (state === 'unknown') {
    imports.splice(imports.indexOf(id), 1, (id = randomUUID()));
    expect((await send(id, imports.length))?.status).toBe(202);
  }
  for (const each of imports) {
    const over = await until(async () => {
      const { body } = await stateOf(each);
      return body.status === 'running' ? undefined : body;
    }, 'the import is over');
    const { created, updated, unchanged } = over.counts;
    expect({
      ...over.counts,
      status: over.status,
      entries: over.entries,
      done: over.done,
      in: created + updated + unchanged,
    }).toMatchObject({
      status: 'completed',
      entries: notes,
      done: notes,
      in: notes,
      failed: 0,
      skipped: 0,
    });
  }

  const [stored] = await here.ask<object>(`
    select count(*) as notes, count(distinct path) as paths, count(*) filter (where 'draft-${imports.length}' = any (tags)) as newest
    from graph.nodes where status = 'live'`);
  expect(stored).toEqual({ notes, paths: notes, newest: notes });
  const outcomes = await here.ask<object>(
    'select import, count(*) as files, count(distinct path) as paths from graph.import_outcomes group by import',
  );
  expect(outcomes).toEqual(imports.map(() => expect.objectContaining({ files: notes, paths: notes })));
  // What a killed server had stored of an upload that nobody came back to is swept away after a day.
  const waiting = await here.ask<{ readonly import: string }>('select distinct import from graph.import_spool');
  expect(waiting.filter(({ import: of }) => imports.includes(of))).toEqual([]);
  await expectWholeIndex(here, ask, notes);
  await expectWholeLog(here, ask);

  process.stderr.write(`\n  ${imports.length} imports; caught while ${JSON.stringify(caught)}\n`);
  for (const victim of ['app', 'database'] as const) {
    tell(victim, times[victim]);
    expect(Math.max(...times[victim])).toBeLessThan(patience);
  }
  await server.end('SIGTERM');
});
