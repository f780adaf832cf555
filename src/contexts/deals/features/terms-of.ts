import { describeParties } from '#customers/contract';
import { describeProducts } from '#inventory/contract';
import { must, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import { Label } from '#kernel/trade/label';
import { Rate, rupees, storedRate } from '#kernel/trade/money';
import { Quantity, storedQuantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import type { Ports } from '#platform/feature';
import { Desk, deskId, isSet } from '../domain/desk.ts';
import { gramsOf, isPurchase, type Payment, type Terms } from '../domain/terms.ts';
import { filled, sourcesOf } from './sources.ts';
import type { TermsChange, TermsInput } from './terms-input.ts';

/** Terms as they are entered, with all that is known today of buyer, product, sources and tax. */
export const termsOf = async (input: TermsInput, ports: Ports): Promise<Terms> => {
  const { events, call, now } = ports;
  const today = tradeDateAt(now());
  const on = input.on === undefined ? today : TradeDate(input.on);
  valid(on <= today, 'deals.future-deal', 'A deal is not agreed on a day to come.');
  const [{ state: desk }, parties, products] = await Promise.all([
    events.read(Desk, deskId),
    call(describeParties, { ids: [input.buyer] }),
    call(describeProducts, { ids: [input.product], on }),
  ]);
  isSet(desk);
  const [[buyer], [product]] = [parties.items, products.items];
  must(buyer?.status === 'active', 'customers.blocked', 'The buyer is not traded with.');
  must(buyer.roles.includes('buyer'), 'deals.no-buyer', 'The party does not buy. Add the role first.');
  must(product !== undefined, 'inventory.no-product', 'There is no such product.');
  const pack = integerOf(product.packGrams);
  const quantity = storedQuantity(Quantity(input.quantity.amount, input.quantity.unit, pack));
  const wanted = { product: product.id, grams: gramsOf({ quantity }), pack, anyProduct: input.substitution !== undefined };
  const sources = input.sources ?? (await filled(input.fill ?? { order: 'fifo' }, wanted, ports));
  return {
    buyer: buyer.id,
    buyerName: buyer.name,
    product: product.id,
    code: product.code,
    grade: product.grade,
    quantity,
    rate: storedRate(Rate(input.rate.rupees, input.rate.per)),
    tax: { basisPoints: product.taxBasisPoints, inState: desk.gstin.startsWith(buyer.state) },
    on,
    sources: await sourcesOf(sources, wanted, ports),
    delivery: input.delivery ?? { kind: 'ex-warehouse', freightBy: 'buyer' },
    payment: paymentOf(input.payment),
    charges: chargesOf(input.charges),
    ...(input.substitution !== undefined && { substitution: Label(input.substitution) }),
    tolerance: desk.tolerance,
  };
};

/** The terms with what is agreed otherwise. Without other sources, a single one follows the quantity. */
export const changedTerms = async (before: Terms, change: TermsChange, ports: Ports): Promise<Terms> => {
  const { items } = await ports.call(describeProducts, { ids: [before.product], on: before.on });
  const pack = integerOf(items[0]?.packGrams ?? '25000');
  const { quantity: amount, rate, delivery, payment, charges, substitution } = change;
  const quantity = amount === undefined ? before.quantity : storedQuantity(Quantity(amount.amount, amount.unit, pack));
  const anyProduct = (substitution ?? before.substitution) !== undefined;
  const wanted = { product: before.product, grams: gramsOf({ quantity }), pack, anyProduct };
  const inputs = change.sources ?? (change.fill && (await filled(change.fill, wanted, ports)));
  const [only, ...others] = before.sources;
  const follows = only !== undefined && others.length === 0 ? [{ ...only, grams: quantity.grams }] : before.sources;
  return {
    ...before,
    quantity,
    ...(rate !== undefined && { rate: storedRate(Rate(rate.rupees, rate.per)) }),
    sources: inputs === undefined ? grownPurchases(follows) : await sourcesOf(inputs, wanted, ports),
    ...(delivery !== undefined && { delivery }),
    ...(payment !== undefined && { payment: paymentOf(payment) }),
    ...(charges !== undefined && { charges: chargesOf(charges) }),
    ...(substitution !== undefined && { substitution: Label(substitution) }),
  };
};

/** A purchase that was placed with the deal is one that is under way by now. */
const grownPurchases = (sources: Terms['sources']): Terms['sources'] =>
  sources.map((source) => {
    if (!isPurchase(source)) return source;
    const { place: _, ...underWay } = source;
    return underWay;
  });

const paymentOf = (payment: TermsInput['payment']): Payment => {
  if (payment === undefined) return { kind: 'on-delivery' };
  if (payment.kind !== 'credit') return { kind: payment.kind };
  valid(payment.days !== undefined, 'deals.bad-credit-days', 'Say for how many days credit is given.');
  return { kind: 'credit', days: payment.days };
};

const chargesOf = (charges: TermsInput['charges'] = []) =>
  charges.map(({ label, amount }) => ({ label: Label(label), paise: String(rupees(amount)) }));
