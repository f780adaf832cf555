import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import type { Connection } from '#platform/postgres/connection';
import { caller, coins, createJars, Jar } from '#testing/jar';
import { openTestLog } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

/** A network between, which from `lose` on carries nothing over the connections that there are, and ends none of them. */
const networkTo = async ({ host, port = 5432 }: Connection) => {
  const ends = new Set<Socket>();
  const network = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const end of [near, far]) ends.add(end.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  onTestFinished(() => {
    for (const end of ends) end.destroy();
    network.close();
  });
  const address = network.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lose: () => {
      for (const end of ends) end.unpipe().resume();
    },
  };
};

describe.each(testServers())('a network that silently drops what it carries, to the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);

  test('the writer gives its connection up and goes on over another', async () => {
    await createJars(db.pool);
    const network = await networkTo(db.connection);
    const way = { ...db.connection, host: '127.0.0.1', port: network.port };
    const writer = createPool(way, { size: 2, pipeline: true, answerTimeout: 1_000 });
    onTestFinished(() => writer.end());
    const log = await openTestLog(db, { writer });
    const add = () => log.events(caller()).decide({ jar: [Jar, 'silent'] }, () => ({ jar: [coins('silent')] }));
    await add();
    network.lose();
    expect((await add()).jar).toMatchObject({ version: 2, state: { coins: 2 } });
    expect((await add()).jar.version).toBe(3);
  });
});
