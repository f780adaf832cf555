import type { IncomingMessage } from 'node:http';
import type { Door } from '#platform/door';
import type { ServicePorts } from '#platform/service';
import type { Sender } from '../oauth/provider.ts';
import type { World } from '../ports.ts';
import { accountPages } from './account.ts';
import { consentPages } from './consent.ts';
import { readForms } from './form.ts';
import { letterPages } from './letters.ts';
import { linkPage } from './link.ts';
import { oauthRoutes, providerOf } from './oauth.ts';
import { outsidePages } from './outside.ts';
import { passkeyPages } from './passkeys.ts';
import { signInPages } from './sign-in.ts';
import { styleSheet } from './style.ts';

/** The pages on which people come in, plain HTML that works without a script, and the OAuth provider beside them. */
export const doors =
  (world: World, as: Promise<ServicePorts['as']>): Door =>
  async (server, ports) => {
    const senders = new WeakMap<IncomingMessage, Sender>();
    const open = providerOf(world, as, (request) => senders.get(request) ?? {});

    await server.register(async (pages) => {
      pages.get('/pages.css', (_request, reply) =>
        reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(styleSheet),
      );
      readForms(pages);
      pages.addHook('preHandler', async (request) => ports.fromHere(request));
      signInPages(pages, ports, world.outside?.name);
      linkPage(pages, ports);
      outsidePages(pages, ports);
      passkeyPages(pages, ports);
      letterPages(pages, ports);
      accountPages(pages, ports);
      consentPages(pages, ports, open);
    });
    await server.register(async (oauth) => {
      oauthRoutes(oauth, ports, {
        open,
        remember: (request, sender) => void senders.set(request, sender),
        attempts: world.attempts,
      });
    });
  };
