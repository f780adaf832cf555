import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

type Seen = { readonly left: string; readonly since: number };

/** Cuts connections whose client has not taken anything of its answer for a while: what is kept for it is memory of all others. */
export const cutUnread = (
  server: FastifyInstance,
  wait: (milliseconds: number) => Promise<unknown>,
  most: number = limits.unread,
): void => {
  const open = new Map<Socket, Seen | undefined>();
  server.server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });

  const look = (now: number): void => {
    for (const [socket, before] of open) {
      const left = unsent(socket);
      if (left !== before?.left) open.set(socket, left === undefined ? undefined : { left, since: now });
      else if (before !== undefined && now - before.since >= most) socket.destroy();
    }
  };
  let isOpen = true;
  server.addHook('onListen', async () => {
    void watch();
  });
  server.addHook('onClose', async () => {
    isOpen = false;
  });
  const watch = async (): Promise<void> => {
    while (isOpen) {
      await wait(most / 10);
      look(performance.now());
    }
  };
};

/** What of the answers is not with the system yet: bytes written here, and how many of them still wait. */
const unsent = (socket: Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null }): string | undefined =>
  socket.writableLength === 0
    ? undefined
    : `${socket.bytesWritten} ${socket.writableLength} ${socket._handle?.writeQueueSize ?? 0}`;
