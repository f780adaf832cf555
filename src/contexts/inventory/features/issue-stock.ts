import { integerOf } from '#kernel/trade/integer';
import { command } from '#platform/feature';
import { issueStock as contract } from '../contract.ts';
import { issue } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const issueStock = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, dispatch, lines }, ports) =>
    decideEachLot(ports, lines, (lot, { line, grams }) => issue(lot, { deal, line, dispatch, grams: integerOf(grams) })),
});
