import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import type { Terms } from '#deals/contract';

/** Terms of 10 t at ₹ 100 a kg out of one lot that has cost ₹ 95. */
export const terms = (fields: Partial<Terms> = {}): Terms => ({
  buyer: 'buyer',
  buyerName: 'Apex',
  product: 'pp',
  code: 'PP',
  grade: 'Raffia',
  quantity: { grams: '10000000', unit: 'MT' },
  rate: { tenThousandths: '1000000', per: 'kg' },
  tax: { basisPoints: 1_800, inState: true },
  on: TradeDate('2026-11-28'),
  sources: [lotSource('lot', '10000000')],
  delivery: { kind: 'ex-warehouse', freightBy: 'buyer' },
  payment: { kind: 'credit', days: 30 },
  charges: [{ label: Label('Freight'), paise: '500000' }],
  tolerance: 100,
  ...fields,
});

export const lotSource = (lot: string, grams: string, cost = '950000'): Terms['sources'][number] => ({
  from: 'lot',
  line: lot,
  lot,
  grams,
  cost: { tenThousandths: cost, per: 'kg' },
});
