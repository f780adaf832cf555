import type { Door } from '#platform/door';
import { accountPages } from './account.ts';
import { readForms } from './form.ts';
import { letterPages } from './letters.ts';
import { signInPages } from './sign-in.ts';

/** The pages on which people come in: plain HTML that works without a script. */
export const pages: Door = (server, ports) => {
  readForms(server);
  server.addHook('preHandler', async (request) => ports.fromHere(request));
  signInPages(server, ports);
  letterPages(server, ports);
  accountPages(server, ports);
};
