import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { until } from '#testing/log';
import { runs } from '#testing/runs';
import { expected, follow, type History, note, open, seen, wish } from './asking.ts';
import { quietness } from './quiet.ts';
import {
  grant,
  held,
  isStanding,
  owed,
  profit,
  type Reference,
  reserved,
  stillToLeave,
  TOLERANCE,
  type Wish,
} from './reference.ts';
import { deskGstin, startTrade } from './trade.ts';
import { draws, wishOf } from './wishes.ts';

const HISTORIES = runs({ short: 150, full: 1_000 });
const RACES = runs({ short: 30, full: 100 });
const AT_ONCE = 250;
const STEPS = 10;

const desk = await startTrade();
const { app, answer } = desk;
const pool = createPool(app.databaseUrl, { size: 2, name: 'almanac-test' });
const untilQuiet = () => until(quietness(app, pool), 'all processes are over', 60_000);
const seed = randomInt(2 ** 31);
const told = ({ wishes }: History, at: number) => `seed ${seed}, history ${at}: ${JSON.stringify(wishes)}`;
let supplier = '';
beforeAll(async () => {
  await answer('deals.setDesk', { name: 'Polymer Desk', gstin: deskGstin, tolerance: TOLERANCE * 100 });
  supplier = await desk.supplier();
});
afterAll(() => pool.end());

const ask = (history: History, wanted: Wish): Promise<boolean> => {
  history.wishes.push(wanted);
  return wish(desk, supplier, history, wanted);
};

test(`${HISTORIES} desks do, wish by wish, what a desk on one page does`, { timeout: 300_000 }, async () => {
  const all = fc.sample(draws, { numRuns: HISTORIES, seed });
  const references: Reference[] = [];
  for (let from = 0; from < HISTORIES; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const histories = await Promise.all(some.map(() => open(desk)));
    references.push(...histories.map((history) => history.desk));
    for (let step = 0; step < STEPS; step++) {
      await Promise.all(
        histories.map(async (history, at) => {
          const draw = some[at]?.[step];
          if (draw === undefined) return;
          const wanted = wishOf(draw, history);
          const isGranted = await ask(history, wanted);
          expect(isGranted, told(history, from + at)).toBe(grant(history.desk, wanted));
        }),
      );
      await untilQuiet();
      const is = await seen(pool, histories);
      for (const [at, history] of histories.entries()) expect(is[at], told(history, from + at)).toEqual(expected(history));
    }
  }

  const [{ total: position }, { total: earned }] = [
    await answer('analytics.positionByGrade', {}),
    await answer('analytics.profitOfDeals', {}),
  ];
  const sales = references.flatMap(({ deals }) => [...deals.values()]);
  const lots = references.flatMap((one) => [...one.lots].map(([id, { onHand }]) => ({ onHand, reserved: reserved(one, id) })));
  const coming = references.flatMap(({ purchases }) => [...purchases.values()].filter(({ status }) => status === 'open'));
  expect({ ...position, ...earned }).toMatchObject({
    onHandKg: String(sumOf(lots.map(({ onHand }) => onHand))),
    reservedKg: String(sumOf(lots.map((lot) => lot.reserved))),
    toComeKg: String(sumOf(coming.map(({ bought, came }) => Math.max(0, bought - came)))),
    openSalesKg: String(sumOf(sales.map(stillToLeave))),
    profit: String(sumOf(sales.map(profit))),
  });
});

test(`${RACES} desks on which several people work at once: no deal without stock and credit, nothing kept for no deal`, {
  timeout: 300_000,
}, async () => {
  const all = fc.sample(draws, { numRuns: RACES, seed });
  const histories = await Promise.all(all.map(() => open(desk)));
  const [counted, came] = [histories.map(() => 14_000), histories.map(() => 0)];
  for (let step = 0; step < STEPS; step += 3) {
    await Promise.all(
      histories.map(async (history, at) => {
        const wishes = (all[at] ?? []).slice(step, step + 3).map((draw) => wishOf(draw, history));
        await Promise.all(
          wishes.map(async (wanted) => {
            if (!(await ask(history, wanted))) return;
            note(history, wanted);
            if (wanted.do === 'adjust') counted[at] = (counted[at] ?? 0) + wanted.kg;
            if (wanted.do === 'receive') came[at] = (came[at] ?? 0) + wanted.kg;
          }),
        );
      }),
    );
    await untilQuiet();
    const now = await seen(pool, histories);
    await Promise.all(histories.map((history, at) => follow(desk, history, now[at] as (typeof now)[number])));
    for (const [at, history] of histories.entries()) {
      const { lots, deals } = history.desk;
      const left = [...deals.values()].flatMap((sale) => sale.left);
      const sums = {
        stock: sumOf([...lots.values()].map(({ onHand }) => onHand)),
        owed: now[at]?.credit?.split(' ')[0],
      };
      expect(sums, told(history, at)).toEqual({
        stock: (counted[at] ?? 0) + (came[at] ?? 0) - sumOf(left.map(({ kg }) => kg)),
        owed: String(owed(history.desk)),
      });
      expect(Number(now[at]?.credit?.split(' ')[1]), told(history, at)).toBeGreaterThanOrEqual(held(history.desk));
      for (const [lot, row] of Object.entries(now[at]?.lots ?? {})) {
        const [onHand = 0, kept = 0] = row.split(' ').map(Number);
        expect(kept, told(history, at)).toBeGreaterThanOrEqual(reserved(history.desk, lot));
        expect(onHand, told(history, at)).toBeGreaterThanOrEqual(kept);
      }
    }
  }
  await Promise.all(
    histories.map(async (history) => {
      for (const [deal, sale] of history.desk.deals)
        if (isStanding(sale))
          await ask(history, sale.left.length > 0 ? { do: 'short-close', deal } : { do: 'cancel', deal, purchases: 'keep' });
    }),
  );
  await untilQuiet();
  for (const [at, { lots, credit }] of (await seen(pool, histories)).entries()) {
    const history = histories[at] as History;
    expect([Object.values(lots).map((row) => row.split(' ')[1]), credit?.split(' ')[1]], told(history, at)).toEqual([
      Object.keys(lots).map(() => '0'),
      '0',
    ]);
  }
});

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, each) => sum + each, 0);
