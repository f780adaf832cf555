import { integerOf } from '#kernel/trade/integer';
import { tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { raiseReservations as contract } from '../contract.ts';
import { raise } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const raiseReservations = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, lines }, ports) => {
    const on = tradeDateAt(ports.now());
    return decideEachLot(ports, lines, (lot, { line, grams, left = '0' }) =>
      raise(lot, { deal, line, to: integerOf(grams), left: integerOf(left) }, on),
    );
  },
});
