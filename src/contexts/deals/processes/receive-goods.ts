import { receiveLot, reserveLots } from '#inventory/contract';
import type { Event } from '#kernel/event';
import type { Step } from '#kernel/process';
import { integerOf } from '#kernel/trade/integer';
import { shownRate } from '#kernel/trade/money';
import { call, complete, process } from '#platform/process';
import { recordArrival } from '../contract.ts';
import type { Receipt } from '../domain/purchase.ts';

type GoodsReceived = Event<'GoodsReceived', Receipt>;
type Receiving = { readonly receipt?: Receipt; readonly done: readonly string[] };

const lotStep = (name: string, id: string, grams: bigint, receipt: Receipt): Step => {
  const { product, warehouse, rate, on: receivedOn, supplier, purchase } = receipt;
  const quantity = { amount: String(grams), unit: 'g' };
  return call(name, receiveLot, { id, product, quantity, warehouse, cost: shownRate(rate), receivedOn, supplier, purchase });
};

const promised = ({ portions }: Receipt): bigint => portions.reduce((sum, { grams }) => sum + integerOf(grams), 0n);
const surplus = (receipt: Receipt): bigint => integerOf(receipt.surplus);

/** Which steps there are: those after the first wait for the lot. */
const lots = (receipt: Receipt): readonly Step[] => [
  ...(promised(receipt) > 0n ? [lotStep('lot', receipt.lot, promised(receipt), receipt)] : []),
  ...(surplus(receipt) > 0n ? [lotStep('surplus', receipt.surplusLot, surplus(receipt), receipt)] : []),
];

const reservations = ({ portions, purchase, lot }: Receipt): readonly Step[] =>
  portions.map(({ deal, grams }) => call(`reserve ${deal}`, reserveLots, { deal, lines: [{ line: purchase, lot, grams }] }));

/** What came becomes a lot that is reserved for the deals that waited for it, and another one of what is over. */
export const receiveGoods = process<Receiving, GoodsReceived>({
  model: {
    name: 'deals.receive',
    initial: { done: [] },
    evolve: (now, event) => {
      if (event.type === 'GoodsReceived') return { ...now, receipt: event.data };
      return event.type === 'StepDone' ? { ...now, done: [...now.done, event.data.step] } : now;
    },
  },
  forwardOnly: true,
  startedBy: ['GoodsReceived'],
  on: { GoodsReceived: ({ data }) => data.receipt },
  next: ({ receipt, done }, event) => {
    if (receipt === undefined) return [];
    const { portions, purchase, lot } = receipt;
    switch (event.type) {
      case 'GoodsReceived':
        return lots(receipt);
      case 'StepDone': {
        const isLast = done.length === lots(receipt).length + (portions.length === 0 ? 0 : portions.length + 1);
        if (isLast) return [complete];
        if (event.data.step === 'lot') return reservations(receipt);
        const reserved = done.filter((step) => step.startsWith('reserve ')).length;
        const isNowReserved = event.data.step.startsWith('reserve ') && reserved === portions.length;
        return isNowReserved ? [call('arrive', recordArrival, { line: purchase, lot, portions: [...portions] })] : [];
      }
      case 'StepRefused':
      case 'TimerDue':
      case 'Compensated':
        return [];
    }
  },
});
