import { integerOf } from '#kernel/trade/integer';
import { tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { reserveLots as contract } from '../contract.ts';
import { lower, reserve, together } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const reserveLots = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, lines, replacing = [] }, ports) => {
    const on = tradeDateAt(ports.now());
    return decideEachLot(ports, lines, (lot, { line, grams }) =>
      together(lot, [...replacing, undefined], (now, replaced) =>
        replaced === undefined
          ? reserve(now, { deal, line, on, grams: integerOf(grams) })
          : lower(now, { deal, line: replaced, to: 0n, left: 0n }),
      ),
    );
  },
});
