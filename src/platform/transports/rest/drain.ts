import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

const look = 25; // milliseconds

/**
 * Gives clients that keep their connection a moment to hear that it closes: from the beginning of the stop every answer says so. Cut
 * at once, a connection that rests between two requests loses the one that is on its way (of 24 busy clients, 2 to 7 lost one).
 * Answers begun before do not say so: their connections are cut when they rest, and in the end all are, for a client that does not
 * end its request, or does not read its answer, would hold up the stop for minutes.
 */
export const drainConnections = (server: FastifyInstance, wait: (milliseconds: number) => Promise<void>): void => {
  const openFor = async (milliseconds: number, each: () => void): Promise<void> => {
    for (let waited = 0; waited < milliseconds && (await openConnections(server)) > 0; waited += look) {
      await wait(look);
      each();
    }
  };
  // Set when a request arrives, as fastify does, it would come too late for those that are being worked on.
  let stopping = false;
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done(null, payload);
  });
  server.addHook('preClose', async () => {
    stopping = true;
    await openFor(limits.drain, () => undefined);
    void openFor(limits.stop, () => server.server.closeIdleConnections()).then(() => server.server.closeAllConnections());
  });
};

const openConnections = ({ server }: FastifyInstance): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
