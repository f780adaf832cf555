import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DoorPorts } from '#platform/door';
import { answering, type Fields, fieldsOf, said, type Shown, stranger, workspaceIn } from './form.ts';
import { alert, field, hidden, html, page } from './html.ts';
import { enter, type Entered, told } from './sign-in.ts';

const forgotForm = (fields: Fields, wrong?: string) =>
  page(
    'A new password',
    html`${alert(wrong)}
<form method="post" action="/forgot">
${hidden({ workspace: fields['workspace'] })}
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: fields['email'] })}
<button>Send me a link</button>
</form>`,
  );

const sent = page(
  'Look into your mail',
  html`<p class="good" role="status">If somebody signs in with this address, a letter with a link is on its way. The link works once, within an hour.</p>`,
);

const newPassword = {
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
  hint: 'Ten characters at least. A few words in a row do well.',
};

const resetForm = (fields: Fields, wrong?: string) =>
  page(
    'A new password',
    html`${alert(wrong)}
<form method="post" action="/reset">
${hidden({ workspace: fields['workspace'], ticket: fields['ticket'] })}
${field(newPassword)}
<button>Set the password</button>
</form>`,
  );

const joinForm = (fields: Fields, wrong?: string) =>
  page(
    'Welcome',
    html`${alert(wrong)}
<p>You are invited to the workspace <strong>${workspaceIn(fields)}</strong>.</p>
<form method="post" action="/join">
${hidden({ workspace: fields['workspace'], ticket: fields['ticket'] })}
${field({ name: 'name', label: 'Your name', autocomplete: 'name', value: fields['name'] })}
${field(newPassword)}
<button>Come in</button>
</form>`,
  );

const setUpForm = (fields: Fields, wrong?: string) =>
  page(
    'Set up Almanac',
    html`${alert(wrong)}
<p>You own this installation. With what you say here you sign in from now on.</p>
<form method="post" action="/set-up">
${fields['ticket'] === undefined ? field({ name: 'ticket', label: 'The token of the set-up', autocomplete: 'off' }) : hidden({ ticket: fields['ticket'] })}
${field({ name: 'name', label: 'Your name', autocomplete: 'name', value: fields['name'] })}
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: fields['email'] })}
${field(newPassword)}
<button>Set up</button>
</form>`,
  );

/** Where the links in letters lead: to take up an invitation, and to choose a new password; and the one that a new server prints. */
export const letterPages = (server: FastifyInstance, ports: DoorPorts): void => {
  /** A form, and what sending it does; a no is told on the form again. */
  const step = (
    path: string,
    form: (fields: Fields, wrong?: string) => string,
    send: (fields: Fields, request: FastifyRequest, reply: FastifyReply) => Promise<Shown>,
  ) => {
    server.get(
      path,
      answering(async (request) => ({ page: form(fieldsOf(request.query)) })),
    );
    server.post(
      path,
      answering(async (request, reply) => {
        const fields = fieldsOf(request.body);
        try {
          return await send(fields, request, reply);
        } catch (error) {
          const { sentence, status } = said(error);
          return { page: form(fields, sentence), status };
        }
      }),
    );
  };

  step('/forgot', forgotForm, async (fields, request) => {
    await ports.call('identity.askReset', { email: fields['email'] ?? '' }, stranger(request, workspaceIn(fields)));
    return { page: sent };
  });

  step('/reset', resetForm, async (fields, request) => {
    const { ticket = '', password = '' } = fields;
    await ports.call('identity.resetPassword', { ticket, password }, stranger(request, workspaceIn(fields)));
    return { goTo: `/sign-in?workspace=${workspaceIn(fields)}` };
  });

  /** Lets in whom the feature has let in. */
  const comeIn = async (
    feature: string,
    fields: Fields,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ) => {
    const { ticket = '', name = '', email, password = '' } = fields;
    const input = { ticket, name, password, ...(email !== undefined && { email }), ...told(ports, request) };
    const answer = await ports.call(feature, input, stranger(request, workspaceIn(fields)));
    await enter(ports, reply, answer as Entered); // what the feature says it answers
    return { goTo: '/account' };
  };
  step('/join', joinForm, (fields, request, reply) => comeIn('identity.joinWorkspace', fields, { request, reply }));
  step('/set-up', setUpForm, (fields, request, reply) => comeIn('identity.setUp', fields, { request, reply }));
};
