import { test } from 'vitest';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { ProductId } from './id.ts';
import { PriceCircular, publish } from './price-circular.ts';

const price = { product: ProductId('pp'), rate: { tenThousandths: '950000', per: 'kg' } } as const;
const circular = { issuer: Label('Maker'), from: TradeDate('2026-11-28'), prices: [price] };

test('a circular is published once, with a price at least, and none of a product twice', () => {
  const published = { type: 'PriceCircularPublished', data: { circular: 'c', ...circular } } as const;
  given(PriceCircular)
    .when((now) => publish(now, 'c', circular))
    .then(published);
  given(PriceCircular, published)
    .when((now) => publish(now, 'c', circular))
    .thenRejected('inventory.circular-exists');
  given(PriceCircular)
    .when((now) => publish(now, 'c', { ...circular, prices: [] }))
    .thenRejected('inventory.empty-circular');
  given(PriceCircular)
    .when((now) => publish(now, 'c', { ...circular, prices: [price, price] }))
    .thenRejected('inventory.priced-twice');
});
