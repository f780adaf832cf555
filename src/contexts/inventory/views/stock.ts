import { integerOf } from '#kernel/trade/integer';
import { view } from '#platform/view';
import type { LotEvent } from '../domain/lot.ts';

type StockRow = {
  readonly lot: string;
  readonly received: string;
  readonly split_off: string;
  readonly adjusted: string;
  readonly returned: string;
  readonly issued: string;
  readonly reserved: string;
};

/** The grams of each lot, by what has happened to them. */
export const stock = view<LotEvent, StockRow, 'lot'>({
  name: 'inventory.stock',
  key: ['lot'],
  on: {
    LotReceived: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { received: integerOf(grams) }),
    OpeningBalanceImported: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { received: integerOf(grams) }),
    OpeningBalanceWithdrawn: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { received: -integerOf(grams) }),
    StockReserved: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: integerOf(grams) }),
    ReservationIncreased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: integerOf(grams) }),
    ReservationDecreased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: -integerOf(grams) }),
    ReservationReleased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: -integerOf(grams) }),
    StockIssued: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { issued: integerOf(grams), reserved: -integerOf(grams) }),
    StockReturned: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { returned: integerOf(grams) }),
    StockAdjusted: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { adjusted: integerOf(grams) }),
    LotSplit: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { split_off: integerOf(grams) }),
  },
});
