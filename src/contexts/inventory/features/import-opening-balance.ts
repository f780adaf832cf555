import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { receiveLot } from '../contract.ts';
import { importBalance, Lot } from '../domain/lot.ts';
import { arrivalOf } from './arrival.ts';

export const importOpeningBalance = command({
  input: t.Omit(receiveLot.input, ['purchase', 'reserve']),
  output: receiveLot.output,
  name: 'inventory.importOpeningBalance',
  summary: 'Takes into the books a lot that lay in the warehouse when they were opened here.',
  access: 'inventory:admin',
  public: true,
  answers: 201,
  run: async (input, ports) => {
    const [id, balance] = await arrivalOf(input, ports);
    return ports.events.decide(
      { lot: [Lot, id] },
      ({ lot }) => ({ lot: importBalance(lot, id, balance) }),
      () => ({ id }),
    );
  },
});
