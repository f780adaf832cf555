import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** One client with one connection that it keeps open as long as the server lets it. */
export type Client = {
  readonly answered: readonly { readonly status: number; readonly title: string }[];
  /** Requests that went out and got no answer. */
  readonly failed: readonly string[];
  readonly done: Promise<void>;
};

/** Sends one request after the other until the server says that the connection closes, as the clients of one that stops should. */
export const keepAliveClient = (url: string, token: string, name: string): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answered: { readonly status: number; readonly title: string }[] = [];
  const failed: string[] = [];

  const send = (title: string) =>
    new Promise<'answered' | 'over' | 'failed'>((resolve) => {
      const outgoing = request(`${url}/api/v2/nodes`, {
        agent,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      outgoing.on('response', (incoming) => {
        incoming.resume();
        incoming.once('end', () => {
          answered.push({ status: incoming.statusCode ?? 0, title });
          resolve(incoming.headers.connection === 'close' ? 'over' : 'answered');
        });
        incoming.once('error', (error) => fail(error));
      });
      const fail = (error: Error) => {
        failed.push(`${title}: ${error.message}${outgoing.reusedSocket ? ' (on a kept connection)' : ''}`);
        resolve('failed');
      };
      outgoing.once('error', fail);
      outgoing.end(JSON.stringify({ title }));
    });

  const run = async (): Promise<void> => {
    for (let number = 0; ; number++) {
      if ((await send(`${name}.${number}`)) !== 'answered') break;
      await wait(number % 3); // some ask again at once, some a moment later
    }
    agent.destroy();
  };
  return { answered, failed, done: run() };
};
