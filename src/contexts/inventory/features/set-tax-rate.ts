import { Type as t } from 'typebox';
import { TradeDate } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day } from '../contract.ts';
import { Hsn } from '../domain/product.ts';
import { setTaxRate as set, TaxRates } from '../domain/tax-rate.ts';

export const setTaxRate = command({
  name: 'inventory.setTaxRate',
  summary: 'Says how an HSN code is taxed from a day on. Said again for the same day, it corrects.',
  access: 'inventory:admin',
  public: true,
  input: t.Object({
    hsn: t.String(),
    from: Day,
    basisPoints: t.Integer({ description: 'Hundredths of a per cent: 1800 is 18 %' }),
  }),
  output: t.Object({}),
  run: ({ hsn: given, from, basisPoints }, { events }) => {
    const hsn = Hsn(given);
    const rate = { from: TradeDate(from), basisPoints };
    return events.decide(
      { rates: [TaxRates, hsn] },
      ({ rates }) => ({ rates: set(rates, hsn, rate) }),
      () => ({}),
    );
  },
});
