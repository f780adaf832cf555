import { command } from '#platform/feature';
import { receiveLot as contract } from '../contract.ts';
import { Lot, receive } from '../domain/lot.ts';
import { arrivalOf } from './arrival.ts';

export const receiveLot = command({
  ...contract,
  access: 'inventory:admin',
  answers: 201,
  run: async (input, ports) => {
    const [id, arrival] = await arrivalOf(input, ports);
    return ports.events.decide(
      { lot: [Lot, id] },
      ({ lot }) => ({ lot: receive(lot, id, arrival) }),
      () => ({ id }),
    );
  },
});
