// A process that enters deals and dies once each has got to its point: `node worker.ts <database> <folder> <deals as JSON>`.
import { createApp } from '#app';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { testMasterKey } from '#testing/master-key';
import { dying, type Dying } from '../process/dying.ts';

const [databaseUrl = '', dataFolder = '', entries = '[]'] = process.argv.slice(2);
const { reached, begin } = dying<Dying & { readonly entry: object }>(JSON.parse(entries));
const { runtime } = await createApp({
  contexts: [customers, inventory, deals],
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
  reached,
});
const feature = runtime.find('deals.enterDeal');
const caller = { tenant: 'home', actor: 'owner', scopes: ['*'], correlation: 'worker' };
await begin(async ({ entry }) => feature && runtime.execute(feature, entry, { caller, notes: {} }));
