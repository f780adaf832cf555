import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DoorPorts } from '#platform/door';
import { SESSION_DAYS } from '../features/new-session.ts';
import { browserOf, rememberBrowser } from './browser.ts';
import { answering, caller, type Fields, fieldsOf, placeIn, queryOf, said, stranger, workspaceIn } from './form.ts';
import { alert, field, hidden, html, page } from './html.ts';
import { passkeyForm } from './passkey-form.ts';

const formWith = (outside: string | undefined) => (fields: Fields, wrong?: string) =>
  page(
    'Sign in',
    html`${alert(wrong)}
<form method="post" action="/sign-in">
${hidden({ workspace: fields['workspace'], next: fields['next'] })}
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: fields['email'] })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
<button>Sign in</button>
</form>
${passkeyForm('get', { workspace: fields['workspace'], next: fields['next'] })}
<p><a href="/forgot?workspace=${workspaceIn(fields)}">Forgot your password?</a></p>
${outside !== undefined && html`<p><a href="/sign-in/outside?${queryOf({ workspace: fields['workspace'], next: fields['next'] })}">Sign in with ${outside}</a></p>`}`,
  );

export const codeForm = (fields: Fields, wrong?: string) =>
  page(
    'One more step',
    html`${alert(wrong)}
<form method="post" action="/sign-in/code">
${hidden({ workspace: fields['workspace'], next: fields['next'], ticket: fields['ticket'] })}
${field({
  name: 'code',
  label: 'Code from your authenticator app',
  autocomplete: 'one-time-code',
  hint: 'Or one of your recovery codes.',
})}
<button>Go on</button>
</form>`,
  );

export type Entered = { readonly session: string; readonly browser: string };

/** Signing in and out: two forms and a cookie. */
export const signInPages = (server: FastifyInstance, ports: DoorPorts, outside: string | undefined): void => {
  const form = formWith(outside);
  server.get(
    '/sign-in',
    answering(async (request) => {
      const fields = fieldsOf(request.query);
      return { page: form(fields, fields['again'] && 'To change how you sign in, please sign in again.') };
    }),
  );

  server.post(
    '/sign-in',
    answering(async (request, reply) => {
      const fields = fieldsOf(request.body);
      const { email = '', password = '' } = fields;
      try {
        const input = { email, password, ...told(ports, request) };
        const answer = await ports.call('identity.signIn', input, stranger(request, workspaceIn(fields)));
        const { ticket } = answer as { readonly ticket?: string }; // what the feature says it answers
        if (ticket !== undefined) return { page: codeForm({ ...fields, ticket }) };
        await enter(ports, reply, answer as Entered); // as above
        return { goTo: placeIn(fields, '/account') };
      } catch (error) {
        const { sentence, status } = said(error);
        return { page: form(fields, sentence), status };
      }
    }),
  );

  server.post(
    '/sign-in/code',
    answering(async (request, reply) => {
      const fields = fieldsOf(request.body);
      const { ticket = '', code = '' } = fields;
      try {
        const input = { ticket, code, ...told(ports, request) };
        const answer = await ports.call('identity.confirmSignIn', input, stranger(request, workspaceIn(fields)));
        await enter(ports, reply, answer as Entered); // what the feature says it answers
        return { goTo: placeIn(fields, '/account') };
      } catch (error) {
        const { sentence, status } = said(error);
        return { page: status === 404 ? form(fields, sentence) : codeForm(fields, sentence), status };
      }
    }),
  );

  server.post(
    '/sign-out',
    answering(async (request, reply) => {
      await endSession(ports, request);
      ports.letOut(reply);
      reply.header('clear-site-data', '"cache", "storage"');
      return { goTo: '/sign-in' };
    }),
  );
};

/** Ends the session that the browser has, if it has one. Where the same member has just signed in again, programs stay allowed. */
const endSession = async (ports: DoorPorts, request: FastifyRequest, replacedBy?: string): Promise<void> => {
  const session = ports.secretOf(request);
  const identity = session === undefined ? undefined : await ports.whoIs(request);
  if (identity && session !== undefined)
    await ports.call('identity.signOut', { session, ...(replacedBy !== undefined && { replacedBy }) }, caller(request, identity));
};

/** What a browser tells of itself. */
export const told = (ports: DoorPorts, request: FastifyRequest) => {
  const browser = browserOf(request, ports.isSecure(request));
  const agent = request.headers['user-agent']?.slice(0, 500);
  return { ...(browser !== undefined && { browser }), ...(agent !== undefined && { agent }) };
};

/** Gives the browser its session, and ends the one that it had. */
export const enter = async (ports: DoorPorts, reply: FastifyReply, { session, browser }: Entered): Promise<void> => {
  await endSession(ports, reply.request, session);
  ports.letIn(reply, session, SESSION_DAYS);
  rememberBrowser(reply, browser, ports.isSecure(reply.request));
};
