import { command } from '#platform/feature';
import { takeBackStock as contract } from '../contract.ts';
import { takeBack } from '../domain/reservation.ts';
import { decideEachLot } from './each-lot.ts';

export const takeBackStock = command({
  ...contract,
  access: 'inventory:write',
  run: ({ deal, dispatch, keep, lines }, ports) =>
    decideEachLot(ports, lines, (lot, { line }) => takeBack(lot, { deal, line, dispatch, keep })),
});
