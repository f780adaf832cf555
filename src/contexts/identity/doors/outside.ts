import type { FastifyInstance, FastifyReply } from 'fastify';
import type { DoorPorts } from '#platform/door';
import { browserCookie } from './browser.ts';
import { answering, fieldsOf, placeIn, said, stranger, workspaceIn } from './form.ts';
import { alert, html, page } from './html.ts';
import { codeForm, enter, type Entered, told } from './sign-in.ts';

const step = browserCookie('almanac-outside');

/** Signing in at another OpenID provider, and coming back. What the browser keeps meanwhile binds the answer to it. */
export const outsidePages = (server: FastifyInstance, ports: DoorPorts): void => {
  server.get(
    '/sign-in/outside',
    answering(async (request, reply) => {
      const fields = fieldsOf(request.query);
      try {
        const answer = await ports.call('identity.beginOutside', {}, stranger(request, workspaceIn(fields)));
        const { address, state } = answer as { readonly address: string; readonly state: string }; // what the feature says it answers
        keep(reply, [workspaceIn(fields), placeIn(fields, '/account'), state].join(' '));
        return { goTo: address };
      } catch (error) {
        return refusal(error);
      }
    }),
  );

  server.get(
    '/sign-in/outside/back',
    answering(async (request, reply) => {
      const [workspace, next, state = ''] = (step.read(request, ports.isSecure(request)) ?? '').split(' ');
      keep(reply, '');
      try {
        const input = { query: request.url.split('?')[1] ?? '', state, ...told(ports, request) };
        const answer = await ports.call('identity.finishOutside', input, stranger(request, workspaceIn({ workspace })));
        const { ticket } = answer as { readonly ticket?: string }; // what the feature says it answers
        if (ticket !== undefined) return { page: codeForm({ workspace, next, ticket }) };
        await enter(ports, reply, answer as Entered); // as above
        return { goTo: placeIn({ next }, '/account') };
      } catch (error) {
        return refusal(error);
      }
    }),
  );

  const keep = (reply: FastifyReply, value: string): void =>
    step.write(reply, encodeURIComponent(value), { isSecure: ports.isSecure(reply.request), seconds: value === '' ? 0 : 900 });
};

const refusal = (error: unknown) => {
  const { sentence, status } = said(error);
  return { page: page('Sign in', html`${alert(sentence)}<p><a href="/sign-in">Sign in in another way</a></p>`), status };
};
