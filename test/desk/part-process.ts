// Some contexts in a process of their own: `node part-process.ts <contexts> <database> <folder> <port> <peers as JSON>`; it tells where it is, the token of its owner, and one for a peer.
import { randomUUID } from 'node:crypto';
import { createApp } from '#app';
import { analytics } from '#analytics/context';
import { inventory } from '#inventory/context';
import { owner } from '#platform/owner';

const [names = '', databaseUrl = '', dataFolder = '', port = '0', peers = '{}'] = process.argv.slice(2);
const app = await createApp({
  contexts: [inventory, analytics].filter(({ name }) => names.split(',').includes(name)),
  peers: JSON.parse(peers),
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: Number(port), logLevel: 'error' },
});
const url = await app.listen();
const issue = app.runtime.find('platform.issuePeerToken');
if (issue === undefined) throw new Error('There is no such feature.');
const caller = { ...owner, correlation: 'part' };
const input = { name: `peer-${randomUUID()}`, contexts: names.split(',') };
const { token: peerToken } = (await app.runtime.execute(issue, input, { caller, notes: {} })) as { readonly token: string }; // as its contract says
process.send?.({ url, token: app.token, peerToken });
