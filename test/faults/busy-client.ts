import { Agent, request } from 'node:http';

type Target = { readonly url: string; readonly token: string; readonly body: object };
type Outcome = { readonly answered: number; readonly errors: readonly string[] };
type BusyClient = { readonly firstAnswer: Promise<void>; readonly done: Promise<Outcome> };

/** A client that keeps its connections, sends one request after the other, and goes on until nobody listens any more. */
export const busyClient = ({ url, token, body }: Target): BusyClient => {
  const agent = new Agent({ keepAlive: true });
  const first = Promise.withResolvers<void>();
  const errors: string[] = [];
  let answered = 0;
  const send = () =>
    new Promise<string | undefined>((resolve) => {
      const outgoing = request(url, {
        agent,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      outgoing.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
      outgoing.once('response', (incoming) => {
        incoming.resume();
        incoming.once('end', () => resolve(incoming.statusCode === 201 ? undefined : `status ${incoming.statusCode}`));
        incoming.once('error', (error) => resolve(`in the answer: ${error.message}`));
      });
      outgoing.end(JSON.stringify(body));
    });
  const run = async (): Promise<Outcome> => {
    for (;;) {
      const error = await send();
      first.resolve();
      if (error === 'ECONNREFUSED') break;
      if (error === undefined) answered++;
      else errors.push(error);
    }
    agent.destroy();
    return { answered, errors };
  };
  return { firstAnswer: first.promise, done: run() };
};
