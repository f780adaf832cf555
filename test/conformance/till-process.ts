// Deposits coins in three purses and stays between two of them: `node till-process.ts <database> <folder> <id>`; it says when it is there.
import { createApp } from '#app';
import { owner } from '#platform/owner';
import { testMasterKey } from '#testing/master-key';
import { depositThree, hold, till } from './till.ts';

const [databaseUrl = '', dataFolder = '', id = ''] = process.argv.slice(2);
const app = await createApp({
  contexts: [till],
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
});
const { arrived } = hold('deposited');
const caller = { ...owner, correlation: id, key: `key-${id}` };
app.runtime.execute(depositThree, { id }, { caller, notes: {} }).catch(() => process.exit(1)); // it stays where it is held
await arrived;
process.send?.('deposited');
