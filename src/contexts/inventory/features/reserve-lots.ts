import { integerOf } from '#kernel/trade/integer';
import { tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { reserveLots as contract } from '../contract.ts';
import { reserve } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const reserveLots = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, lines }, ports) => {
    const on = tradeDateAt(ports.now());
    return decideEachLot(ports, lines, (lot, { line, grams }) => reserve(lot, { deal, line, on, grams: integerOf(grams) }));
  },
});
