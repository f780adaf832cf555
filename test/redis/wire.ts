import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { cleanUp } from '#testing/clean-up';

/** A way to Redis that can be cut, and made so slow that nothing comes through. */
export const wire = async (target: string) => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    near.on('data', (data) => isSilent || far.write(data)).on('close', () => far.destroy());
    far.on('data', (data) => isSilent || near.write(data)).on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  cleanUp(() => {
    cut();
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`,
    cut,
    silence: () => (isSilent = true),
    stop: () => server.close(),
  };
};
