import { randomUUID } from 'node:crypto';
import { afterAll, expect } from 'vitest';
import { inventory } from '#inventory/context';
import type { Context } from '#platform/context';
import { startApp, type TestApp, type TestAppOptions } from '#testing/app';
import { expectPromisesKept } from './promises.ts';

/** Calls of a desk by a name, as its people make them; what is refused fails the test unless `ask` is used. */
export const asker = (app: Pick<TestApp, 'request'>) => {
  const ask = async (feature: string, input: object = {}, headers: Readonly<Record<string, string>> = {}) => {
    const { status, body } = await app.request('POST', `/api/call/${feature}`, input, headers);
    return { status, body };
  };
  const answer = async (feature: string, input: object = {}) => {
    const { status, body } = await ask(feature, input);
    expect([feature, status < 300, status < 300 ? undefined : body]).toEqual([feature, true, undefined]);
    return body;
  };
  const refused = async (feature: string, input: object): Promise<string> => {
    const { status, body } = await ask(feature, input);
    expect([feature, status >= 400 && status < 500]).toEqual([feature, true]);
    return body.code;
  };
  return { ask, answer, refused };
};

export const kg = (amount: number | string) => ({ amount: String(amount), unit: 'kg' });
export const perKg = (rupees: number | string) => ({ rupees: String(rupees), per: 'kg' });

export type DeskOptions = TestAppOptions & { readonly unchecked?: boolean };

/** After the last test of the file, its promises are checked, unless they are broken on purpose: `unchecked`. */
export const startDesk = async (others: readonly Context[] = [], { unchecked = false, ...options }: DeskOptions = {}) => {
  const app = await startApp([inventory, ...others], options);
  if (!unchecked) afterAll(() => expectPromisesKept(app), 60_000); // runs before the app is closed
  const calls = asker(app);
  const { answer } = calls;
  return {
    app,
    ...calls,
    /** A product of a grade of its own. */
    product: async (fields: object = {}): Promise<string> => {
      const word = randomUUID().slice(0, 8);
      await answer('inventory.setTaxRate', { hsn: '390210', from: '2017-07-01', basisPoints: 1_800 });
      const facts = { code: `PP-${word}`, name: `PP ${word}`, grade: `Raffia ${word}`, hsn: '390210' };
      return (await answer('inventory.registerProduct', { ...facts, ...fields })).id;
    },
    lot: async (product: string, fields: object = {}): Promise<string> =>
      (await answer('inventory.receiveLot', { product, quantity: kg(25_000), warehouse: 'Bhiwandi', cost: perKg(95), ...fields }))
        .id,
  };
};

export const reservation = (lot: string, grams: number | string, line = '1') => ({ line, lot, grams: String(grams) });
