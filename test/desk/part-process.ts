// Some contexts in a process of their own: `node part-process.ts <contexts> <database> <folder> <port> <peers as JSON>`; it tells where it is, and its token.
import { createApp } from '#app';
import { analytics } from '#analytics/context';
import { inventory } from '#inventory/context';

const [names = '', databaseUrl = '', dataFolder = '', port = '0', peers = '{}'] = process.argv.slice(2);
const app = await createApp({
  contexts: [inventory, analytics].filter(({ name }) => names.split(',').includes(name)),
  peers: JSON.parse(peers),
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: Number(port), logLevel: 'error' },
});
process.send?.({ url: await app.listen(), token: app.token });
