// A process that books a trip and dies at a point of it, as by kill -9: `node worker.ts <database> <folder> <trip> <to> <point> <item>`.
import { createApp } from '#app';
import { testMasterKey } from '#testing/master-key';
import { caller } from '#testing/jar';
import { askForTrip, travel } from './travel.ts';
import { bookTrip } from './trip.ts';

const [databaseUrl = '', dataFolder = '', trip = '', to = '', deadlyPoint = '', deadlyItem = ''] = process.argv.slice(2);
const { runtime } = await createApp({
  contexts: travel([bookTrip]),
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
  reached: (point, item, id) => {
    if (id === trip && point === deadlyPoint && item === deadlyItem) process.kill(process.pid, 'SIGKILL');
  },
});
await runtime.ports(caller()).call(askForTrip, { trip, to });
