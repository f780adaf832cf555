import { existsSync } from 'node:fs';
import { dataFolderPath, openDataFolder } from '#platform/data-folder';
import { isAlive } from '#platform/living-process';
import { readLogin, tokenOf } from './login.ts';
import { NoServer } from './problem.ts';

export type Address = { readonly url: string; readonly token: () => Promise<string | undefined> };

/** How to find the server, as given on the command line or in the environment; what is not given is looked up. */
export type Whereabouts = { readonly url?: string; readonly token?: string };

const howToStart = 'Start it with npm start.';

/** The server that was named, or else the one that runs here, or else the one somebody has signed in to; and with which token to speak to it. */
export const findServer = ({ url, token }: Whereabouts): Address => {
  const given = token === undefined ? undefined : async () => token;
  const login = readLogin();
  const loggedIn = login && (() => tokenOf(login));
  if (url !== undefined) {
    const named = trimmed(url);
    return { url: named, token: given ?? (login?.url === named && loggedIn ? loggedIn : async () => readToken()) };
  }
  const server = folder()?.readServer();
  // Asked before the token leaves this program: a port of a server that has gone may belong to anybody by now.
  if (server && isAlive(server.pid)) return { url: trimmed(server.url), token: given ?? (async () => readToken()) };
  if (login && loggedIn) return { url: login.url, token: given ?? loggedIn };
  throw new NoServer(`No Almanac is running here. ${howToStart} Or sign in to one elsewhere: almanac login <url>`);
};

/** The personal token that the first start made, if there was one. */
export const readToken = (): string | undefined => folder()?.readToken();

export const noAnswer = (url: string, cause: unknown): NoServer =>
  new NoServer(`No Almanac answers at ${url}. ${howToStart}`, cause);

// Looking for a server must not leave an empty data folder behind.
const folder = () => {
  const path = dataFolderPath(process.env['ALMANAC_DATA']);
  return existsSync(path) ? openDataFolder(path) : undefined;
};

const trimmed = (url: string): string => url.replace(/\/+$/, '');
