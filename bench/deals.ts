import type { Claim } from './claim.ts';
import { kg, perKg, withDesk } from './lab/desk.ts';
import { atLeast, below } from './lab/judge.ts';
import { callers, percentile } from './lab/rounds.ts';

export const group = 'desk';

/** From the command to the durable confirmation: credit, one lot, a purchase that is placed with it; 20 at once over 50 buyers and 50 lots. */
export const claims = (): Promise<readonly Claim[]> => {
  const waiting = new Map<string, () => void>();
  return withDesk(
    async ({ ask, product, lot, buyer }) => {
      const pp = await product();
      const [lots, buyers] = await Promise.all([
        Promise.all(Array.from({ length: 50 }, () => lot(pp, 900_000_000))),
        Promise.all(Array.from({ length: 50 }, buyer)),
      ]);
      const { id: supplier } = await ask('customers.registerParty', { name: 'S', state: '24', roles: ['supplier'] });
      let count = 0;
      const register = async () => {
        count++;
        const sources = [
          { lot: lots[(count * 7) % 50], quantity: kg(6_000) },
          { supplier, rate: perKg(95) },
        ];
        const { id } = await ask('deals.enterDeal', {
          buyer: buyers[count % 50],
          product: pp,
          quantity: kg(10_000),
          rate: perKg(100),
          sources,
        });
        await new Promise<void>((resolve) => waiting.set(`${id}.1`, resolve));
      };
      const run = callers(20, register);
      await run(3);
      const measured = [await run(4), await run(4), await run(4)];
      const middle = (of: (round: (typeof measured)[number]) => number) =>
        percentile(
          measured.map(of).toSorted((a, b) => a - b),
          0.5,
        );
      const claim = 'register a deal end to end (credit, lot, purchase, confirm), 20 at once';
      return [
        atLeast({ group, claim, figure: middle(({ perSecond }) => perSecond), unit: 'deals/s' }, 500),
        below({ group, claim: `${claim}: p50`, figure: middle(({ p50 }) => p50), unit: 'ms' }, 30),
        below({ group, claim: `${claim}: p99`, figure: middle(({ p99 }) => p99), unit: 'ms' }, 100),
      ];
    },
    (point, item, id) => {
      if (point !== 'done' || item !== 'call confirm') return;
      waiting.get(id)?.();
      waiting.delete(id);
    },
  );
};
