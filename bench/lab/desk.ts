import { randomUUID } from 'node:crypto';
import { type App, createApp } from '#app';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { Rejection } from '#kernel/rejection';
import { logger } from '#platform/observability/logger';
import type { Reached } from '#platform/process/engine';
import { withFolder } from './app.ts';
import { withServer } from './database.ts';

export type DeskLab = {
  readonly app: App;
  readonly url: string;
  /** Calls a feature through the gate. */
  readonly ask: (feature: string, input: object) => Promise<{ readonly id: string }>;
  /** The same, and the code of the rejection where the answer is no. */
  readonly tried: (feature: string, input: object) => Promise<string | undefined>;
  readonly product: () => Promise<string>;
  /** A lot of so many kg. */
  readonly lot: (product: string, kg: number) => Promise<string>;
  readonly buyer: () => Promise<string>;
};

export const kg = (amount: number) => ({ amount: String(amount), unit: 'kg' });
export const perKg = (rupees: number) => ({ rupees: String(rupees), per: 'kg' });

/** The desk's contexts on a server of the bench's own. */
export const withDesk = <T>(measure: (desk: DeskLab) => Promise<T>, reached?: Reached): Promise<T> =>
  withServer((lab) =>
    withFolder(async (dataFolder) => {
      const { url } = await lab.database('desk');
      const app = await createApp({
        contexts: [customers, inventory, deals],
        config: { dataFolder, databaseUrl: url, host: '127.0.0.1', port: 0, logLevel: 'warn' },
        log: logger('warn'),
        ...(reached && { reached }),
      });
      const ask: DeskLab['ask'] = async (name, input) => {
        const caller = { tenant: 'bench', actor: 'bench', scopes: ['*'], correlation: randomUUID() };
        return (await app.runtime.runInside(name, input, { caller, notes: {} })) as { readonly id: string }; // as far as benches ask
      };
      try {
        await ask('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
        await ask('deals.setDesk', { name: 'Bench', gstin: '27AAPFU0939F1ZV' });
        return await measure({
          app,
          url,
          ask,
          tried: (feature, input) =>
            ask(feature, input).then(
              () => undefined,
              (error: unknown) => {
                if (error instanceof Rejection) return error.code;
                throw error;
              },
            ),
          product: async () => {
            const word = randomUUID().slice(0, 8);
            return (await ask('inventory.registerProduct', { code: word, name: word, grade: word, hsn: '3902' })).id;
          },
          lot: async (product, amount) =>
            (await ask('inventory.receiveLot', { product, quantity: kg(amount), warehouse: 'Bhiwandi', cost: perKg(95) })).id,
          buyer: async () => {
            const { id } = await ask('customers.registerParty', { name: randomUUID(), state: '27', roles: ['buyer'] });
            await ask('customers.setCreditLimit', { id, limit: '100000000000' });
            return id;
          },
        });
      } finally {
        await app.close();
      }
    }),
  );
