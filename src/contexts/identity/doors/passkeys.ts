import type { FastifyInstance } from 'fastify';
import type { DoorPorts } from '#platform/door';
import { answering, caller, fieldsOf, placeIn, said, stranger, workspaceIn } from './form.ts';
import { alert, html, page } from './html.ts';
import { passkeyScript } from './passkey-form.ts';
import { enter, type Entered, told } from './sign-in.ts';

/** Signing in with passkeys, and adding them. */
export const passkeyPages = (server: FastifyInstance, ports: DoorPorts): void => {
  server.get('/sign-in/passkey.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(passkeyScript));

  server.post('/sign-in/passkey/begin', async (request, reply) => {
    const { options } = (await ports.call(
      'identity.beginPasskey',
      {},
      stranger(request, workspaceIn(fieldsOf(request.body))),
    )) as Begun; // what the feature says it answers
    return reply.header('cache-control', 'no-store').send(options);
  });

  server.post(
    '/sign-in/passkey',
    answering(async (request, reply) => {
      const fields = fieldsOf(request.body);
      try {
        const input = { response: fields['response'] ?? '', ...told(ports, request) };
        const answer = await ports.call('identity.signInWithPasskey', input, stranger(request, workspaceIn(fields)));
        await enter(ports, reply, answer as Entered); // what the feature says it answers
        return { goTo: placeIn(fields, '/account') };
      } catch (error) {
        const { sentence, status } = said(error);
        return { page: page('Sign in', html`${alert(sentence)}<p><a href="/sign-in">Try again</a></p>`), status };
      }
    }),
  );

  server.post('/account/passkeys/begin', async (request, reply) => {
    const identity = await ports.whoIs(request);
    if (identity === undefined) return reply.code(401).send({ sentence: 'Please sign in again.' });
    const { password } = fieldsOf(request.body);
    try {
      const input = password === undefined ? {} : { password };
      const { options } = (await ports.call('identity.startPasskey', input, caller(request, identity))) as Begun; // what the feature says it answers
      return await reply.header('cache-control', 'no-store').send(options);
    } catch (error) {
      const { sentence, status } = said(error);
      return reply.code(status).send({ sentence });
    }
  });
};

type Begun = { readonly options: object };
