import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

const look = 25; // milliseconds
const mostTurns = 20; // of the event loop

/**
 * Stops without a reset for clients that keep their connections. First nobody new is let in, while no answer has said yet that its
 * connection closes: a client told so before would open a new one, which the end of listening resets. Every answer from then on says
 * so. A connection that rests between two requests gets a moment for its next one, which may be on its way, and is cut then. In the
 * end all are cut, for a client that does not end its request, or does not read its answer, would hold up the stop for minutes.
 */
export const drainConnections = (server: FastifyInstance, wait: (milliseconds: number) => Promise<void>): void => {
  const http = server.server;
  const closeIdle = http.closeIdleConnections.bind(http);
  let stopping = false;
  let accepted = 0;
  http.on('connection', () => accepted++);
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done(null, payload);
  });
  server.addHook('preClose', async () => {
    await acceptQueued();
    stopping = true;
    http.closeIdleConnections = () => undefined; // fastify and Node close them at once when listening ends
    void cutLater();
  });

  /** Takes what the system has accepted already: it would be reset with the end of listening. */
  const acceptQueued = async (): Promise<void> => {
    for (let turn = 0, before = -1; turn < mostTurns && before !== accepted; turn++) {
      before = accepted;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve)); // one may come before the system has been asked
    }
  };

  const cutLater = async (): Promise<void> => {
    for (let waited = 0; waited < limits.stop && (await openConnections(server)) > 0; waited += look) {
      await wait(look);
      if (waited >= limits.drain) closeIdle();
    }
    http.closeAllConnections();
  };
};

const openConnections = ({ server }: FastifyInstance): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
