import { expect, test } from 'vitest';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { ProductId } from './id.ts';
import {
  change,
  CodeHolder,
  discontinue,
  Hsn,
  Pack,
  Product,
  ProductCode,
  type ProductEvent,
  register,
  takeCode,
} from './product.ts';
import { setTaxRate, TaxRates, taxRateOn } from './tax-rate.ts';

const id = ProductId('p');
const facts = {
  code: ProductCode('pp-h110ma'),
  name: Label('PP Raffia'),
  grade: Label('Raffia'),
  hsn: Hsn('390210'),
  pack: Pack(25_000n),
};
const registered: ProductEvent = { type: 'ProductRegistered', data: { product: id, ...facts } };

test('a product is registered once, and its code is nobody else’s', () => {
  given(Product)
    .when((now) => register(now, id, facts))
    .then(registered);
  given(Product, registered)
    .when((now) => register(now, id, facts))
    .thenNothing();
  given(Product, registered)
    .when((now) => register(now, id, { ...facts, code: ProductCode('LL') }))
    .thenRejected('inventory.product-exists');
  given(CodeHolder, { type: 'ProductCodeTaken', data: { code: facts.code, product: id } })
    .when((now) => takeCode(now, facts.code, ProductId('q')))
    .thenRejected('inventory.code-taken');
});

test('only what changes makes an event', () => {
  given(Product, registered)
    .when((now) => change(now, { name: facts.name, hsn: facts.hsn, pack: facts.pack }))
    .thenNothing();
  given(Product, registered)
    .when((now) => change(now, { name: Label('PP Yarn'), pack: Pack(20_000n) }))
    .then(
      { type: 'ProductRenamed', data: { product: id, name: Label('PP Yarn') } },
      { type: 'PackSizeSet', data: { product: id, pack: Pack(20_000n) } },
    );
  given(Product)
    .when((now) => change(now, {}))
    .thenRejected('inventory.no-product');
  given(Product, registered)
    .when(discontinue)
    .then({ type: 'ProductDiscontinued', data: { product: id } });
});

test('codes have one spelling; what is no code, no HSN and no pack is refused', () => {
  expect(ProductCode('  pp  h110ma ')).toBe('PP H110MA');
  for (const bad of ['', '   ', '-x', 'a\u0000b', '=cmd()', 'x'.repeat(61)])
    expect(() => ProductCode(bad)).toThrow('product code');
  for (const bad of ['39', '39021', 'abcd', '390210000']) expect(() => Hsn(bad)).toThrow('HSN');
  expect(() => Pack(0n)).toThrow('bag');
});

test('the rate of tax is that of the last day on which one was set', () => {
  const [hsn, spring, autumn] = [Hsn('3902'), TradeDate('2026-04-01'), TradeDate('2026-09-22')];
  const rates = [
    { from: spring, basisPoints: 1_800 },
    { from: autumn, basisPoints: 500 },
  ];
  expect([spring, TradeDate('2026-09-21'), autumn].map((day) => taxRateOn(rates, hsn, day))).toEqual([1_800, 1_800, 500]);
  expect(() => taxRateOn(rates, hsn, TradeDate('2026-03-31'))).toThrow('No tax rate');
  given(TaxRates, { type: 'TaxRateSet', data: { hsn, from: spring, basisPoints: 1_800 } })
    .when((now) => setTaxRate(now, hsn, { from: spring, basisPoints: 1_800 }))
    .thenNothing();
  given(TaxRates)
    .when((now) => setTaxRate(now, hsn, { from: spring, basisPoints: 10_001 }))
    .thenRejected('inventory.bad-tax-rate');
});
