import { caller, coins, Jar, jarViews } from '#testing/jar';
import { openProcess } from '../gap/open.ts';

/** A process that adds coins one after the other and tells of each that was acknowledged, until it is killed. */
const [url = '', name = ''] = process.argv.slice(2);
const { log } = await openProcess(url, jarViews);

const work = async (worker: number): Promise<void> => {
  for (let n = 0; ; n++) {
    const coin = `${name}-${worker}-${n}`;
    await log.events(caller({ key: coin, fingerprint: coin })).decide({ jar: [Jar, `${worker}`] }, () => ({
      jar: [{ type: 'CoinsAdded' as const, data: { jar: `${worker}`, by: 1, note: coin } }, coins(`${worker}`, 0)],
    }));
    process.stdout.write(`${coin}\n`);
  }
};

await Promise.all(Array.from({ length: 16 }, (_, worker) => work(worker)));
