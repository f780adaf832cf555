import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Identity } from '#platform/token';
import { html, page } from './html.ts';

/** The fields of a form or of a query string, each once. */
export type Fields = Readonly<Record<string, string | undefined>>;

const longest = 16_384; // bytes of a form

/** Reads forms as browsers send them. */
export const readForms = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: longest },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
};

export const fieldsOf = (given: unknown): Fields =>
  typeof given === 'object' && given !== null
    ? Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    : {};

/** Whose workspace a page is about; the first one, where none is named. */
export const workspaceIn = ({ workspace }: Fields): string =>
  workspace && /^[a-z][a-z0-9-]{1,39}$/.test(workspace) ? workspace : 'home';

/** Somebody who is not known yet, in this workspace. */
export const stranger = (request: FastifyRequest, tenant: string): Caller => ({
  tenant,
  actor: 'somebody',
  scopes: [],
  correlation: request.id,
  address: request.ip,
});

export const caller = (request: FastifyRequest, identity: Identity): Caller => ({
  ...identity,
  correlation: request.id,
  address: request.ip,
});

/** Whether a request comes from a person in a browser: signed with the cookie of a session, and not with a key or a token. */
export const isFromBrowser = ({ headers }: FastifyRequest, identity: Identity | undefined): identity is Identity =>
  headers.authorization === undefined && identity?.credential?.kind === 'session';

/** What a key or a token is answered where a person decides. */
export const browserOnly = page(
  'This needs a browser',
  html`<p>Only a person who is signed in in a browser lets a program act.</p>`,
);

/** A place on this server to go on to: never another one's address. */
export const placeIn = ({ next }: Fields, standard: string): string =>
  next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\') ? next : standard;

/** The fields that there are, as a query string. */
export const queryOf = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ).toString();

/** What a browser is answered: a page, or where to go on. */
export type Shown = { readonly page: string; readonly status?: number } | { readonly goTo: string };

/** A route of pages, none of which a cache keeps. */
export const answering =
  (handle: (request: FastifyRequest, reply: FastifyReply) => Promise<Shown>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const shown = await handle(request, reply);
    reply.header('cache-control', 'no-store');
    if ('goTo' in shown) return reply.redirect(shown.goTo, 303);
    return reply
      .code(shown.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(shown.page);
  };

/** The sentence of a no, and the status it stands for; everything else goes on. */
export const said = (error: unknown): { readonly sentence: string; readonly status: number; readonly code: string } => {
  if (!(error instanceof Rejection)) throw error;
  const busy = /\.too-many/.test(error.code) ? 429 : 503;
  const statuses = { invalid: 400, denied: 403, missing: 404, refused: 409, stale: 412, busy } as const;
  return { sentence: error.message, status: statuses[error.kind], code: error.code };
};
