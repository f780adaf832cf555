import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from './claim.ts';
import { type App, withApp } from './lab/app.ts';
import { withServer } from './lab/database.ts';
import { atLeast, below } from './lab/judge.ts';
import { load, withBare } from './lab/load.ts';
import { type Contender, duel, percentile } from './lab/rounds.ts';
import { topicNotes } from './lab/topics.ts';

export const group = 'http';

export const claims = async (): Promise<readonly Claim[]> => [...(await creations()), ...(await bulk())];

const connections = 32;
const note = { title: 'A note about nothing [<id>]', content: 'x'.repeat(110) };

/** Both have a database server of their own, with the same settings. The rounds are short enough for the limit of a graph. */
const creations = (): Promise<readonly Claim[]> =>
  withServer(async (lab) => {
    console.error('create a note, 32 connections, against a bare handler with one insert');
    const { url: database } = await lab.database('bare');
    return withBare(database, (bare) =>
      withApp(async (app) => {
        const json = { 'content-type': 'application/json' };
        const headers = { ...json, authorization: `Bearer ${app.token}` };
        const ours: Contender = (seconds) =>
          load({ url: `${app.url}/api/v2/nodes`, connections, seconds, headers, body: JSON.stringify(note) });
        const theirs: Contender = (seconds) =>
          load({ url: `${bare}/notes`, connections, seconds, headers: json, body: JSON.stringify(note) });
        const measured = await duel(ours, theirs, { warmUp: 2, seconds: 3 });
        const claim = 'create a note over HTTP, 32 connections';
        return [
          atLeast(
            { group, claim, figure: measured.ours.perSecond, unit: '/s', control: measured.theirs.perSecond },
            undefined,
            0.6,
          ),
        ];
      }),
    );
  });

const batches = 60;

/** From sending 100 notes until the index tells that nothing is left to do; reading the lists back is checked, and not in the time. */
const bulk = (): Promise<readonly Claim[]> =>
  withApp(async (app) => {
    console.error('100 notes in bulk, with their connections');
    for (let batch = 0; batch < 10; batch++) await bulkOnce(app, batch);
    const times: number[] = [];
    for (let batch = 0; batch < batches; batch++) times.push(await bulkOnce(app, 10 + batch));
    times.sort((a, b) => a - b);
    return [
      below(
        { group, claim: '100 notes in bulk until their connections are made, p50', figure: percentile(times, 0.5), unit: 'ms' },
        150,
      ),
      below(
        { group, claim: '100 notes in bulk until their connections are made, p99', figure: percentile(times, 0.99), unit: 'ms' },
        400,
      ),
    ];
  });

type Results = { readonly results: readonly { readonly id?: string; readonly status: string }[] };
type Connections = { readonly items: readonly unknown[] };

const bulkOnce = async (app: App, batch: number): Promise<number> => {
  const items = topicNotes(batch, 100);
  const started = performance.now();
  const { results } = (await app.call('POST', '/api/v2/nodes/bulk', { items })) as Results; // the shape is asserted by the app's own tests
  const created = results.flatMap(({ id, status }) => (status === 'created' && id !== undefined ? [id] : []));
  if (created.length !== items.length) throw new Error(`Only ${created.length} of ${items.length} notes were created.`);
  while (!(await worked(app))) {
    if (performance.now() - started > 10_000) throw new Error('The notes are not connected after 10 s.');
    await wait(5);
  }
  const took = performance.now() - started;
  for (const id of created) {
    const { items: found } = (await app.call('GET', `/api/v2/nodes/${id}/connections`)) as Connections; // as above
    if (found.length === 0) throw new Error(`The note ${id} has no connection.`);
  }
  return took;
};

type IndexStatus = { readonly waiting: number; readonly behind: number };

/** Whether every note is in the index, and its connections are made. */
const worked = async (app: App): Promise<boolean> => {
  const { waiting, behind } = (await app.call('GET', '/api/v2/index/status')) as IndexStatus; // as above
  return waiting === 0 && behind === 0;
};
