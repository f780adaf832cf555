import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { clientOf, type Client, type Place } from './client.ts';
import { type DealLife, liveDeal, liveDraft } from './deal-life.ts';
import type { Ledger } from './ledger.ts';
import { kg, type World } from './world.ts';

export type LoadOptions = {
  readonly places: () => readonly Place[];
  readonly world: World;
  readonly ledger: Ledger;
  readonly roll: () => number;
  /** Without corrections, payments and limits. */
  readonly dealsOnly: boolean;
  readonly dealers: number;
  /** Milliseconds that a client waits for a saga. */
  readonly patience: number;
};

export type Load = {
  /** Deals that were entered so far. */
  readonly deals: readonly string[];
  /** Lets every client finish what it is at. */
  readonly stop: () => Promise<void>;
};

type Trade = { readonly client: Client; readonly world: World; readonly roll: () => number };

/** Clients that trade, correct stock, pay and change limits at the same time, all on the same few lots and buyers. */
export const startLoad = ({ places, world, ledger, roll, dealsOnly, dealers, patience }: LoadOptions): Load => {
  const client = clientOf(places, ledger, roll);
  const trade: Trade = { client, world, roll };
  const life: DealLife = { ...trade, patience, ledger, deals: [] };
  let isStopping = false;
  const repeat = (count: number, once: () => Promise<void>): readonly Promise<void>[] =>
    Array.from({ length: count }, async () => {
      while (!isStopping) await once();
    });
  const working = [
    ...repeat(dealers, () => liveDeal(life)),
    ...(dealsOnly
      ? []
      : [
          ...repeat(3, () => liveDraft(life)),
          ...repeat(4, () => correct(trade)),
          ...repeat(3, () => pay(trade)),
          ...repeat(1, () => changeLimit(trade, ++ledger.counts.limits)),
        ]),
  ];
  return {
    deals: life.deals,
    stop: async () => {
      isStopping = true;
      await Promise.all(working);
    },
  };
};

const pick = <T>(from: readonly T[], roll: () => number): T => from[Math.floor(roll() * from.length)] as T; // none is empty

/** Counts a lot: brings it up where it is nearly empty, down where there is plenty, so that it stays wanted. */
const correct = async ({ client, world, roll }: Trade): Promise<void> => {
  const lot = pick(world.lots, roll);
  const present = await client.read(`/api/v2/lots/${lot}`);
  if (present?.status !== 200) return wait(50);
  const free = Number(present.body.freeKg);
  const isLow = free < 300 || (free < 1_200 && roll() < 0.5);
  const amount = isLow ? 20 + Math.floor(roll() * 250) : 1 + Math.floor(roll() * Math.min(Math.max(free, 1), 300));
  const reason = `counted ${randomUUID()}`;
  const body = { direction: isLow ? 'more' : 'less', quantity: kg(amount), reason };
  await client.write({ method: 'POST', path: `/api/v2/lots/${lot}/adjust`, body, facts: [`StockAdjusted ${reason}`] });
  await wait(roll() * 20);
};

/** A buyer pays part of what is owed; who owes nothing pays a rupee. */
const pay = async ({ client, world, roll }: Trade): Promise<void> => {
  const buyer = pick(world.buyers, roll);
  const credit = await client.read(`/api/v2/parties/${buyer}/credit`);
  if (credit?.status !== 200) return wait(50);
  const owed = Math.floor(Number(credit.body.owed));
  const id = randomUUID();
  const body = { id, amount: String(Math.max(1, Math.floor(owed * roll()))) };
  await client.write({ method: 'POST', path: `/api/v2/parties/${buyer}/payments`, body, facts: [`PaymentRecorded ${id}`] });
  await wait(roll() * 20);
};

/** Each limit is set once, so that the log tells which request set it. */
const changeLimit = async ({ client, world, roll }: Trade, number: number): Promise<void> => {
  const buyer = pick(world.buyers, roll);
  const paise = (5 + Math.floor(roll() * 9)) * 1_000_000 + number;
  const facts = [`LimitSet ${buyer} ${paise}`];
  await client.write({
    method: 'PUT',
    path: `/api/v2/parties/${buyer}/credit-limit`,
    body: { limit: (paise / 100).toFixed(2) },
    facts,
  });
  await wait(roll() * 200);
};
