import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Rate } from '#kernel/trade/money';
import { Quantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { TemplateId } from '../domain/id.ts';
import { save, Template } from '../domain/template.ts';
import { TermsTemplate } from './terms-input.ts';

export const saveTemplate = command({
  name: 'deals.saveTemplate',
  summary: 'Saves what deals that come again and again have in common, under a name; under the same id, it is saved anew.',
  access: 'deals:write',
  public: true,
  answers: 201,
  input: t.Object({ id: t.Optional(Id), name: t.String(), terms: TermsTemplate }),
  output: t.Object({ id: Id }),
  run: ({ id: given, name, terms }, { events, newId }) => {
    const id = TemplateId(given ?? newId());
    const { rate, quantity } = terms;
    if (rate !== undefined) Rate(rate.rupees, rate.per);
    if (quantity !== undefined) Quantity(quantity.amount, quantity.unit);
    const saved = { name: Label(name), terms };
    return events.decide(
      { template: [Template, id] },
      ({ template }) => ({ template: save(template, id, saved) }),
      () => ({ id }),
    );
  },
});
