import { randomUUID } from 'node:crypto';
import { createPool } from '#platform/postgres/pool';
import type { Claim } from './claim.ts';
import { withPools } from './lab/database.ts';
import { type DeskLab, withDesk } from './lab/desk.ts';
import { below, exactly } from './lab/judge.ts';
import { percentile } from './lab/rounds.ts';

export const group = 'desk';

const rounds = 5;

export const claims = (): Promise<readonly Claim[]> =>
  withDesk(async (desk) => {
    await sell(desk, 200); // warm
    const parallel = await repeated(() => sell(desk, 200));
    const won = parallel.map((round) => round.won);
    const odd = parallel.filter((round) => round.won !== 50 || round.others > 0).length;
    const times = (await repeated(() => sell(desk, 20))).flatMap((round) => round.times).toSorted((a, b) => a - b);
    const oversold = await naive(desk);
    const many = await randomLots(desk);
    const want = '200 want 500 kg each of a lot of 25 t';
    return [
      exactly(
        { group, claim: `${want}, all at once: how many get it`, figure: middle(won), unit: 'deals', control: oversold },
        50,
      ),
      exactly(
        {
          group,
          claim: '… rounds of 5 in which it was not 50, or somebody was answered otherwise than "short"',
          figure: odd,
          unit: 'rounds',
        },
        0,
      ),
      below({ group, claim: `${want}, 20 at once: p99`, figure: percentile(times, 0.99), unit: 'ms' }, 50),
      exactly(
        {
          group,
          claim: '300 deals × 3 random of 10 lots, 20 at once: deals that were not served',
          figure: many.failed,
          unit: 'deals',
        },
        0,
      ),
      exactly(
        { group, claim: '… grams that are reserved and no deal has, or the other way round', figure: many.astray, unit: 'g' },
        0,
      ),
    ];
  });

const repeated = async <T>(once: () => Promise<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let round = 0; round < rounds; round++) all.push(await once());
  return all;
};

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** 200 deals, so many at a time. */
const sell = async ({ product, lot, tried }: DeskLab, atOnce: number) => {
  const id = await lot(await product(), 25_000);
  const times: number[] = [];
  const answers: (string | undefined)[] = [];
  const seller = async () => {
    for (let left = 200 / atOnce; left > 0; left--) {
      const started = performance.now();
      answers.push(
        await tried('inventory.reserveLots', { deal: randomUUID(), lines: [{ line: '1', lot: id, grams: '500000' }] }),
      );
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, seller));
  return {
    won: answers.filter((answer) => answer === undefined).length,
    others: answers.filter((answer) => answer !== undefined && answer !== 'inventory.short').length,
    times,
  };
};

/** The control: read what is free, check it, write it back, as the system before did; on the same server. Answers how many "got" their 500 kg. */
const naive = async ({ url }: DeskLab): Promise<number> => {
  const pool = createPool(url, { size: 20 });
  return withPools([pool], async () => {
    await pool.query('create table naive (free bigint)');
    await pool.query('insert into naive values (25000000)');
    const sell = async () => {
      const { rows } = await pool.query<{ readonly free: number }>('select free from naive');
      const free = rows[0]?.free ?? 0;
      if (free < 500_000) return false;
      await pool.query('update naive set free = $1', [free - 500_000]);
      return true;
    };
    return (await Promise.all(Array.from({ length: 200 }, sell))).filter(Boolean).length;
  });
};

const randomLots = async ({ product, lot, tried, ask }: DeskLab) => {
  const pp = await product();
  const lots = await Promise.all(Array.from({ length: 10 }, () => lot(pp, 1_000_000)));
  const wants = Array.from({ length: 300 }, () => {
    const chosen = lots.toSorted(() => Math.random() - 0.5).slice(0, 3);
    return chosen.map((each, line) => ({ line: String(line), lot: each, grams: String(1 + Math.floor(Math.random() * 1e6)) }));
  });
  const waiting = wants.map((lines) => ({ deal: randomUUID(), lines }));
  let [failed, expected] = [0, 0n];
  const seller = async () => {
    for (let want = waiting.pop(); want !== undefined; want = waiting.pop())
      if ((await tried('inventory.reserveLots', want)) === undefined)
        expected += want.lines.reduce((sum, { grams }) => sum + BigInt(grams), 0n);
      else failed++;
  };
  await Promise.all(Array.from({ length: 20 }, seller));
  const told = await Promise.all(
    lots.map((id) => ask('inventory.getLot', { id }) as Promise<unknown> as Promise<{ reservedKg: string }>),
  ); // what that feature answers
  const reserved = told.reduce((sum, { reservedKg }) => sum + Math.round(Number(reservedKg) * 1_000), 0);
  return { failed, astray: Math.abs(reserved - Number(expected)) };
};
