import { receiveLot } from '#inventory/contract';
import type { Event } from '#kernel/event';
import type { Step } from '#kernel/process';
import { integerOf } from '#kernel/trade/integer';
import { shownRate } from '#kernel/trade/money';
import { call, complete, process } from '#platform/process';
import { recordArrival } from '../contract.ts';
import type { Receipt } from '../domain/purchase.ts';

type GoodsReceived = Event<'GoodsReceived', Receipt>;
type Receiving = { readonly receipt?: Receipt; readonly done: readonly string[] };

const promised = ({ portions }: Receipt): bigint => portions.reduce((sum, { grams }) => sum + integerOf(grams), 0n);
const surplus = (receipt: Receipt): bigint => integerOf(receipt.surplus);

type Coming = { readonly id: string; readonly grams: bigint; readonly portions?: Receipt['portions'] };

const lotStep = (name: string, receipt: Receipt, { id, grams, portions = [] }: Coming): Step => {
  const { product, warehouse, rate, on: receivedOn, supplier, purchase } = receipt;
  const quantity = { amount: String(grams), unit: 'g' };
  const reserve = portions.map((portion) => ({ ...portion, line: purchase }));
  return call(name, receiveLot, {
    id,
    product,
    quantity,
    warehouse,
    cost: shownRate(rate),
    receivedOn,
    supplier,
    purchase,
    ...(reserve.length > 0 && { reserve }),
  });
};

const lots = (receipt: Receipt): readonly Step[] => [
  ...(promised(receipt) > 0n
    ? [lotStep('lot', receipt, { id: receipt.lot, grams: promised(receipt), portions: receipt.portions })]
    : []),
  ...(surplus(receipt) > 0n ? [lotStep('surplus', receipt, { id: receipt.surplusLot, grams: surplus(receipt) })] : []),
];

/** What came becomes a lot that is reserved, as it arrives, for the deals that waited for it, and another one of what is over. */
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
        const isLast = done.length === lots(receipt).length + (portions.length === 0 ? 0 : 1);
        if (isLast) return [complete];
        return event.data.step === 'lot' ? [call('arrive', recordArrival, { line: purchase, lot, portions: [...portions] })] : [];
      }
      case 'StepRefused':
      case 'TimerDue':
      case 'Compensated':
        return [];
    }
  },
});
