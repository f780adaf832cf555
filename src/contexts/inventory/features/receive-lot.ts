import { fold } from '#kernel/model';
import { integerOf } from '#kernel/trade/integer';
import { tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { receiveLot as contract } from '../contract.ts';
import { Lot, receive } from '../domain/lot.ts';
import { reserve as take, together } from '../domain/reservation.ts';
import { arrivalOf } from './arrival.ts';

export const receiveLot = command({
  ...contract,
  access: 'inventory:admin',
  public: true,
  internalFields: ['purchase', 'reserve'],
  answers: 201,
  run: async ({ reserve = [], ...input }, ports) => {
    const [id, arrival] = await arrivalOf(input, ports);
    const on = tradeDateAt(ports.now());
    return ports.events.decide(
      { lot: [Lot, id] },
      ({ lot }) => {
        const received = receive(lot, id, arrival);
        const there = fold({ ...Lot, initial: lot }, received);
        const taken = together(there, reserve, (now, { grams, ...line }) => take(now, { ...line, grams: integerOf(grams), on }));
        return { lot: [...received, ...taken] };
      },
      () => ({ id }),
    );
  },
});
