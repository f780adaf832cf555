import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

type Line = { readonly waiting: (() => void)[]; isBusy: boolean; isFull: boolean };

/**
 * Handles the requests of one connection one after the other: the next begins when the answer before it has left for the network. A
 * client that sends on and does not read so holds one answer in memory, not the answers of a thousand requests that arrive at
 * once (400 such clients took 600 MB). Only a few requests wait; the answer to the last of them closes the connection, and what
 * is sent behind it is dropped unread, as RFC 9112 (9.6) foresees.
 */
export const limitPipelining = (server: FastifyInstance): void => {
  const lines = new WeakMap<Socket, Line>();

  server.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const line = lines.get(socket) ?? { waiting: [], isBusy: false, isFull: false };
    lines.set(socket, line);
    if (line.isFull) return void reply.hijack(); // never answered
    reply.raw.once('close', () => (socket.destroyed ? line.waiting.splice(0) : goOn(line)));
    if (!line.isBusy) {
      line.isBusy = true;
      return done();
    }
    line.waiting.push(done);
    if (line.waiting.length < limits.pipelined) return;
    line.isFull = true;
    closeAfter(reply.raw);
    readNoFurther(socket);
  });
};

const goOn = (line: Line): void => {
  const next = line.waiting.shift();
  if (next === undefined) line.isBusy = false;
  else next();
};

const closeAfter = (answer: ServerResponse): void => {
  answer.shouldKeepAlive = false;
};

/** Node goes on to make a request of all that has arrived already; its parser, which has no type, is stopped here. */
const readNoFurther = (socket: Socket & { readonly parser?: { onIncoming: () => number } | null }): void => {
  if (socket.parser) socket.parser.onIncoming = () => 0;
  socket.pause();
};
