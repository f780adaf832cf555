// A process that enters a deal and dies at a point of it, as by kill -9: `node worker.ts <database> <folder> <entry> <point> <item>`.
import { createApp } from '#app';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { testMasterKey } from '#testing/master-key';

const [databaseUrl = '', dataFolder = '', entry = '{}', deadlyPoint = '', deadlyItem = ''] = process.argv.slice(2);
const input = JSON.parse(entry);
const { runtime } = await createApp({
  contexts: [customers, inventory, deals],
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
  reached: (point, item, id) => {
    if (id === `${input.id}.1` && point === deadlyPoint && item === deadlyItem) process.kill(process.pid, 'SIGKILL');
  },
});
const feature = runtime.find('deals.enterDeal');
const caller = { tenant: 'home', actor: 'owner', scopes: ['*'], correlation: 'worker' };
if (feature) await runtime.execute(feature, input, { caller, notes: {} });
