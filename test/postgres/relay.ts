import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Connection, connectionUrl } from '#platform/postgres/connection';

export type Relay = {
  /** The server's URL by way of the relay. */
  readonly url: (overrides?: Partial<Connection>) => string;
  /** Lets connections through from now on. Before, nobody listens. */
  readonly open: (options?: { readonly refusals: number }) => Promise<void>;
};

/** A port of this machine that leads to a server, as the published port of a container does. */
export const relayTo = async (server: Connection): Promise<Relay> => {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket.on('error', () => undefined));
    return socket;
  };
  let refusals = 0;
  const relay = createServer((client) => {
    kept(client);
    if (refusals-- > 0) return void client.once('data', () => client.end(starting));
    const path = `${server.host}/.s.PGSQL.${server.port}`;
    const upstream = kept(
      server.host.startsWith('/') ? createConnection(path) : createConnection(server.port ?? 5432, server.host),
    );
    client.pipe(upstream).pipe(client);
  });
  const listen = async (port: number): Promise<number> => {
    relay.listen(port, '127.0.0.1');
    await once(relay, 'listening');
    const address = relay.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await listen(0);
  relay.close();
  await once(relay, 'close');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  return {
    url: (overrides) => connectionUrl({ ...server, host: '127.0.0.1', port, ...overrides }),
    open: async (options) => {
      refusals = options?.refusals ?? 0;
      await listen(port);
    },
  };
};

const fields = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0';

/** What a server answers while it comes up: a message `E` with its length and its fields. */
const starting = (() => {
  const message = Buffer.alloc(5 + fields.length, `E\0\0\0\0${fields}`, 'latin1');
  message.writeInt32BE(4 + fields.length, 1);
  return message;
})();
