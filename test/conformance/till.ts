import { Type as t } from 'typebox';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { must, Rejection } from '#kernel/rejection';
import { context } from '#platform/context';
import { command, query, type Ports } from '#platform/feature';

/** A context whose commands have further effects behind their first decision. */
type Coins = Event<'CoinPutIn', { readonly at: string }>;
const Purse: Model<number, Coins> = { name: 'purse', initial: 0, evolve: (coins) => coins + 1 };

const Id = t.Object({ id: t.String() });
const Coin = t.Object({ coins: t.Integer(), receipt: t.String() });

const putIn = ({ events, newId }: Pick<Ports, 'events' | 'newId'>, id: string) => {
  const receipt = newId();
  return events.decide(
    { purse: [Purse, id] },
    () => ({ purse: [{ type: 'CoinPutIn' as const, data: { at: receipt } }] }),
    ({ purse }) => ({ coins: purse.state, receipt }),
  );
};

/** What fails next, once each: a call, its answer, or the command that makes it when all its effects have happened. */
export const failing = new Set<'call' | 'answer' | 'end' | 'refused'>();
const fails = (at: Parameters<typeof failing.delete>[0]) => {
  if (failing.delete(at)) throw new Rejection('busy', 'till.busy', 'The till is busy. Try again.');
};

type Point = 'start' | 'decide' | 'deposit' | 'deposited';
const held = new Map<Point, { readonly arrived: () => void; readonly released: Promise<void> }[]>();

/** Holds the next call that comes to a point: `arrived` when it is there, until it is released. */
export const hold = (point: Point): { readonly arrived: Promise<void>; readonly release: () => void } => {
  const [arrival, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  held.set(point, [...(held.get(point) ?? []), { arrived: arrival.resolve, released: end.promise }]);
  return { arrived: arrival.promise, release: end.resolve };
};
const pass = async (point: Point): Promise<void> => {
  const next = held.get(point)?.shift();
  next?.arrived();
  await next?.released;
};

const deposit = command({
  name: 'till.deposit',
  summary: 'Puts a coin in a purse.',
  access: 'till:write',
  public: true,
  input: Id,
  output: Coin,
  run: async ({ id }, ports) => {
    fails('call');
    must(!failing.delete('refused'), 'till.full', 'The purse is full.');
    await pass('deposit');
    const answer = await putIn(ports, id);
    fails('answer');
    await pass('deposited');
    return answer;
  },
});

/** Calls of `till.open` that have come to their end, also those that were given up. */
export const ended: string[] = [];

export const open = command({
  name: 'till.open',
  summary: 'Puts the first coin in a purse, and one in a purse of its own.',
  access: 'till:write',
  public: true,
  input: Id,
  output: Coin,
  run: async ({ id }, { events, newId }) => {
    try {
      await pass('start');
      must((await events.read(Purse, id)).state === 0, 'till.in-use', 'The purse is in use.');
      await pass('decide');
      const receipt = newId();
      const coin = { type: 'CoinPutIn' as const, data: { at: receipt } };
      return await events.decide(
        { purse: [Purse, `${id}-1`], own: [Purse, receipt], opened: [Purse, id] },
        () => ({ purse: [coin], own: [coin], opened: [coin] }),
        ({ purse }) => ({ coins: purse.state, receipt }),
      );
    } finally {
      ended.push(id);
    }
  },
});

const count = query({
  name: 'till.count',
  summary: 'Returns the coins of a purse.',
  access: 'till:read',
  public: true,
  input: Id,
  output: t.Object({ coins: t.Integer() }),
  run: async ({ id }, { events }) => ({ coins: (await events.read(Purse, id)).state }),
});

const Three = t.Object({ first: Coin, second: Coin, third: Coin });
const threeCoins = async ({ id }: { readonly id: string }, ports: Ports) => {
  const first = await putIn(ports, `${id}-1`);
  const second = (await ports.call(deposit, { id: `${id}-2` })) as typeof first; // its output, as it says
  const third = await putIn(ports, `${id}-3`);
  fails('end');
  return { first, second, third };
};
const shape = { summary: 'Puts a coin in three purses.', access: 'till:write', public: true, input: Id, output: Three } as const;

export const depositThree = command({ ...shape, name: 'till.depositThree', effects: 'many', run: threeCoins });

export const till = context({
  name: 'till',
  home: import.meta.dirname,
  rest: { 'GET /v2/purses/:id': count },
  features: [
    deposit,
    open,
    depositThree,
    command({ ...shape, name: 'till.depositCarelessly', run: threeCoins }),
    command({
      ...shape,
      name: 'till.refuseLate',
      output: t.Null(),
      run: async ({ id }, ports) => {
        await putIn(ports, id);
        must(false, 'till.too-late', 'The till is closed.');
        return null;
      },
    }),
    command({
      ...shape,
      name: 'till.depositAndCount',
      output: t.Object({ coins: t.Integer() }),
      run: async ({ id }, ports) => {
        await putIn(ports, id);
        return (await ports.call(count, { id })) as { coins: number }; // as above
      },
    }),
  ],
  views: [],
});
