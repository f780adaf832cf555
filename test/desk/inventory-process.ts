// The stock in a process of its own: `node inventory-process.ts <database> <folder> <port>`; it tells where it is, and its token.
import { createApp } from '#app';
import { inventory } from '#inventory/context';

const [databaseUrl = '', dataFolder = '', port = '0'] = process.argv.slice(2);
const app = await createApp({
  contexts: [inventory],
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: Number(port), logLevel: 'error' },
});
process.send?.({ url: await app.listen(), token: app.token });
