import { randomUUID } from 'node:crypto';
import { Type as t } from 'typebox';
import { createApp } from '#app';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { context } from '#platform/context';
import { command } from '#platform/feature';
import { logger } from '#platform/observability/logger';
import { call, complete, process } from '#platform/process';
import type { Claim } from './claim.ts';
import { withFolder } from './lab/app.ts';
import { withServer } from './lab/database.ts';
import { atLeast } from './lab/judge.ts';
import { startPeer } from './lab/peer.ts';
import { callers, duel } from './lab/rounds.ts';

export const group = 'desk';

type ErrandAsked = Event<'ErrandAsked', { readonly errand: string }>;
const Errand: Model<object, ErrandAsked> = { name: 'errand', initial: {}, evolve: (errand) => errand };

const errandAsked = (data: ErrandAsked['data']): ErrandAsked => ({ type: 'ErrandAsked', data });

const contract = {
  summary: '',
  access: 'bench:write',
  public: true,
  input: t.Object({ errand: t.String() }),
  output: t.Object({}),
} as const;
const ask = command({
  ...contract,
  name: 'bench.ask',
  run: (data, { events }) =>
    events.decide(
      { errand: [Errand, data.errand] },
      () => ({ errand: [errandAsked(data)] }),
      () => ({}),
    ),
});
const first = command({ ...contract, name: 'bench.first', run: async () => ({}) });
const second = command({ ...contract, name: 'bench.second', run: async () => ({}) });

const errand = process<{ readonly errand: string }, ErrandAsked>({
  model: {
    name: 'bench.errand',
    initial: { errand: '' },
    evolve: (state, event) => (event.type === 'ErrandAsked' ? event.data : state),
  },
  startedBy: ['ErrandAsked'],
  on: { ErrandAsked: ({ data }) => data.errand },
  deadline: 120_000,
  next: (input, event) => {
    if (event.type === 'ErrandAsked') return [call('first', { ...contract, name: 'bench.first' }, input)];
    if (event.type !== 'StepDone') return [];
    return event.data.step === 'first' ? [call('second', { ...contract, name: 'bench.second' }, input)] : [complete];
  },
});

/** From the command that asks for it, through two calls that do nothing, to the durable end; 32 at once. */
export const claims = (): Promise<readonly Claim[]> =>
  withServer((lab) =>
    withFolder(async (dataFolder) => {
      const dbos = startPeer('dbos', (await lab.database('dbos')).url);
      const waiting = new Map<string, () => void>();
      const app = await createApp({
        contexts: [
          context({
            name: 'bench',
            home: import.meta.dirname,
            rest: {},
            features: [ask, first, second],
            views: [],
            processes: [errand],
          }),
        ],
        config: { dataFolder, databaseUrl: (await lab.database('ours')).url, host: '127.0.0.1', port: 0, logLevel: 'warn' },
        log: logger('warn'),
        reached: (point, item, id) => point === 'moved' && item === 'call second' && waiting.get(id)?.(),
      });
      const run = async () => {
        const id = randomUUID();
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.set(id, resolve);
        const caller = { tenant: 'bench', actor: 'bench', scopes: ['*'], correlation: id };
        await app.runtime.execute(ask, { errand: id }, { caller, notes: {} });
        await promise;
        waiting.delete(id);
      };
      try {
        const { ours, theirs } = await duel(callers(32, run), dbos.contender('workflow', 32));
        const claim = 'processes of two trivial steps, 32 at once';
        return [atLeast({ group, claim, figure: ours.perSecond, unit: '/s', control: theirs.perSecond }, undefined, 5)];
      } finally {
        await app.close();
        await dbos.stop();
      }
    }),
  );
