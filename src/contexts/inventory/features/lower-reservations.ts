import { integerOf } from '#kernel/trade/integer';
import { command } from '#platform/feature';
import { lowerReservations as contract } from '../contract.ts';
import { lower } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const lowerReservations = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, lines }, ports) =>
    decideEachLot(ports, lines, (lot, { line, grams = '0', left = '0' }) =>
      lower(lot, { deal, line, to: integerOf(grams), left: integerOf(left) }),
    ),
});
