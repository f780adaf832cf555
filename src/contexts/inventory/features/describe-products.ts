import { TradeDate } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { describeProducts as contract } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { exists, Product } from '../domain/product.ts';
import { TaxRates, taxRateOn } from '../domain/tax-rate.ts';

export const describeProducts = query({
  ...contract,
  access: 'inventory:read',
  public: true,
  run: async ({ ids, on }, { events }) => {
    const day = TradeDate(on);
    const products = (await events.readMany(Product, ids.map(ProductId))).map(({ state }) => {
      exists(state);
      return state;
    });
    const codes = [...new Set(products.map(({ hsn }) => hsn))];
    const rates = new Map((await events.readMany(TaxRates, codes)).map(({ state }, index) => [codes[index], state]));
    return {
      items: products.map(({ id, code, name, grade, hsn, pack, status }) => ({
        id,
        code,
        name,
        grade,
        hsn,
        packGrams: pack,
        status,
        taxBasisPoints: taxRateOn(rates.get(hsn) ?? [], hsn, day),
      })),
    };
  },
});
