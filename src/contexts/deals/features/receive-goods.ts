import { Type as t } from 'typebox';
import { Amount } from '#inventory/contract';
import { Label } from '#kernel/trade/label';
import { kgOf, Quantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { uuidV5 } from '#platform/uuid';
import { Day, Id, Kg } from '../contract.ts';
import { PurchaseId } from '../domain/id.ts';
import { Purchase, receiveGoods as receive } from '../domain/purchase.ts';

export const receiveGoods = command({
  name: 'deals.receiveGoods',
  summary: 'Takes in what came of a purchase: for the deals that wait for it, and what is over as a lot of its own.',
  access: 'dispatch:write',
  public: true,
  answers: 201,
  input: t.Object({ id: Id, receipt: t.Optional(Id), quantity: Amount, warehouse: t.String(), on: t.Optional(Day) }),
  output: t.Object({ id: Id, receivedKg: Kg, missingKg: Kg }),
  run: ({ id, receipt: given, quantity, warehouse, on }, { events, newId, now }) => {
    const receipt = (given ?? newId()).toLowerCase();
    const { grams } = Quantity(quantity.amount, quantity.unit);
    const coming = {
      receipt,
      grams,
      warehouse: Label(warehouse),
      on: on === undefined ? tradeDateAt(now()) : TradeDate(on),
      lot: uuidV5(receipt, 'lot'),
      surplusLot: uuidV5(receipt, 'surplus'),
    };
    return events.decide(
      { purchase: [Purchase, PurchaseId(id)] },
      ({ purchase }) => ({ purchase: receive(purchase, coming) }),
      ({ purchase: { state } }) => {
        const { committed, received } = state.status === 'none' ? { committed: 0n, received: 0n } : state;
        const missing = committed > received ? committed - received : 0n;
        return { id: receipt, receivedKg: kgOf(received), missingKg: kgOf(missing) };
      },
    );
  },
});
