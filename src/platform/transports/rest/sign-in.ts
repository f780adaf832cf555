import type { FastifyInstance } from 'fastify';
import { valid } from '#kernel/rejection';
import { owner } from '#platform/owner';
import type { SignInCodes } from '#platform/sign-in-code';
import { forBrowsers, type Tokens } from '#platform/token';
import { giveSecret } from './cookie.ts';

const days = 30;

/** `/sign-in/link?code=…` turns a code, once, into a cookie that page scripts cannot read, and leads on to the reference page. */
export const addSignIn = (server: FastifyInstance, codes: SignInCodes, tokens: Tokens): void => {
  server.get<{ Querystring: Record<string, unknown> }>(
    '/sign-in/link',
    { config: { open: true }, exposeHeadRoute: false },
    async (request, reply) => {
      const { code } = request.query;
      valid(
        typeof code === 'string' && codes.redeem(code),
        'access.bad-code',
        'This link has been used or is older than ten minutes. `almanac token` prints your token.',
      );
      giveSecret(reply, await tokens.issue(owner, forBrowsers, days), days);
      return reply.header('cache-control', 'no-store').redirect('/docs', 303);
    },
  );
};
