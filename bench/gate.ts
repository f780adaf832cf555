import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type as t } from 'typebox';
import { type App, createApp } from '#app';
import { graph } from '#graph/context';
import type { Caller } from '#platform/caller';
import { context } from '#platform/context';
import { type Feature, query } from '#platform/feature';
import { health } from '#platform/health';
import { access } from '#platform/layers/access';
import { logger } from '#platform/observability/logger';
import { metrics } from '#platform/observability/metrics';
import { owner } from '#platform/owner';
import { type Execute, runtime } from '#platform/runtime';
import { signInCodes } from '#platform/sign-in-code';
import { tokens } from '#platform/token';
import { restServer } from '#platform/transports/rest/server';
import type { Claim } from './claim.ts';
import { withServer } from './lab/database.ts';
import { atLeast, below, type Measured } from './lab/judge.ts';
import { load } from './lab/load.ts';
import { duel, median } from './lab/rounds.ts';

export const group = 'identity';

/** A feature with nothing in it: all that a call costs is the way there. */
const echo: Feature = query({
  name: 'bench.echo',
  summary: 'Says what it is told.',
  access: 'graph:read',
  public: true,
  input: t.Object({ title: t.String({ maxLength: 255 }), tags: t.Array(t.String()), limit: t.Integer({ default: 10 }) }),
  output: t.Object({ title: t.String() }),
  run: async ({ title }) => ({ title }),
});
const shelf = context({ name: 'bench', home: import.meta.dirname, rest: { 'POST /v2/echo': echo }, views: [] });
const note = { title: 'A note about nothing', content: 'x'.repeat(110) };
const input = () => ({ title: 'A note about nothing', tags: ['one', 'two'] });
const scopes = ['graph:read', 'graph:write', 'discovery:read', 'discovery:write', 'self:read', 'self:write'];

export const claims = async (): Promise<readonly Claim[]> => [...(await gate()), ...(await checks())];

const gate = (): Promise<readonly Claim[]> =>
  withServer(async (lab) => {
    console.error('the gate, with its layers and without');
    const { url: databaseUrl } = await lab.database('gate');
    const dataFolder = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
    const app = await createApp({
      contexts: [shelf, graph],
      config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'warn' },
      rates: { read: { points: 1e9, seconds: 60 }, write: { points: 1e9, seconds: 60 }, heavy: { points: 1e9, seconds: 60 } },
    });
    const bare = await bareServer(app);
    try {
      const [full, without] = [await app.listen(), await bare.listen({ port: 0, host: '127.0.0.1' })];
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${app.token}` };
      const compared = async (what: string, path: string, body?: object): Promise<Measured> => {
        console.error(what);
        const asked = { connections: 32, headers, ...(body && { body: JSON.stringify(body) }) };
        const shot = (url: string) => (seconds: number) => load({ ...asked, url: `${url}/api/v2${path}`, seconds });
        const { ours, theirs, ratio } = await duel(shot(full), shot(without), { warmUp: 2, seconds: 1, rounds: 25 });
        const claim = `${what} over HTTP with all layers, against the same app without them`;
        return { group, claim, figure: ours.perSecond, unit: '/s', control: theirs.perSecond, ratio };
      };
      const made = await fetch(`${full}/api/v2/nodes`, { method: 'POST', headers, body: JSON.stringify(note) });
      const { id } = (await made.json()) as { readonly id: string }; // what the app's own tests assert
      const cpu = 'the gate: token, access, limits, validation, trace; CPU a call, p50';
      return [
        below({ group, claim: cpu, figure: await cpuOfGate(app), unit: 'ms' }, 0.25),
        atLeast(await compared('read a note', `/nodes/${id}`), undefined, 0.85),
        atLeast(await compared('list notes', '/nodes?status=live&limit=100'), undefined, 0.85), // named: defaults are set by a layer
        // No bar: nothing in it to do, it tells the most that layers can cost.
        atLeast(await compared('an empty call', '/echo', input()), undefined),
      ];
    } finally {
      await bare.close();
      await app.close();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });

/** The same HTTP door before the same features, with no layer at the gate and a token that is not looked at. */
const bareServer = (app: App) => {
  const of = (caller: Caller) => app.runtime.ports(caller);
  const { sql, newId, now, url } = of({ ...owner, correlation: 'bench' });
  const personal = { of: (tenant: string) => of({ ...owner, tenant, correlation: 'bench' }).personal };
  const ports = { events: (caller: Caller) => of(caller).events, personal, sql, newId, now, url };
  const onBug = (bug: Error) => {
    throw bug;
  };
  return restServer({
    runtime: runtime({ contexts: [shelf, graph], ports, layers: [], onBug }),
    tokens: {
      identify: async () => owner,
      issue: () => Promise.reject(new Error('No token is issued here.')),
    },
    codes: signInCodes(now),
    health: health(),
    metrics: metrics(),
    log: logger('warn'),
    newId,
    wait: () => Promise.resolve(),
  });
};

const calls = 2_000;

/** Milliseconds of processor time that a call takes at the gate, beyond running the feature: the median of many portions. */
const cpuOfGate = async ({ runtime: { execute, ports }, token }: App): Promise<number> => {
  const { sql, now } = ports({ ...owner, correlation: 'bench' });
  const { identify } = tokens({ sql, now });
  const signed: Execute = async (feature, given, passage) => {
    await identify(token);
    return execute(feature, given, passage);
  };
  const caller: Caller = { tenant: 'home', actor: 'ann', scopes, correlation: 'bench' };
  const bare: Execute = (feature, given, passage) => feature.run(given as never, ports(passage.caller), nobody); // as the runtime does, after validation
  const portion = async (run: Execute): Promise<number> => {
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call++) await run(echo, input(), { caller, notes: {} });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / calls;
  };
  const differences: number[] = [];
  for (let round = 0; round < 25; round++) differences.push((await portion(signed)) - (await portion(bare)));
  return median(differences.slice(5));
};

const nobody = { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true as const, value: undefined }) }) };

/** Permission checks alone, of a caller with the rights of an editor. */
const checks = async (): Promise<readonly Claim[]> => {
  console.error('permission checks');
  const check = access(async () => undefined);
  const caller: Caller = { tenant: 'home', actor: 'ann', scopes, correlation: 'bench' };
  const passage = { caller, notes: {} };
  const round = async (): Promise<number> => {
    const started = performance.now();
    for (let call = 0; call < 200_000; call++) await check(echo, undefined, passage);
    return 200_000 / ((performance.now() - started) / 1_000);
  };
  const rounds: number[] = [];
  for (let at = 0; at < 7; at++) rounds.push(await round());
  return [atLeast({ group, claim: 'permission checks', figure: median(rounds.slice(2)), unit: '/s' }, 200_000)];
};
