import { existsSync } from 'node:fs';
import { dataFolderPath, openDataFolder } from '#platform/data-folder';
import { isAlive } from '#platform/living-process';
import { NoServer } from './problem.ts';

export type Address = { readonly url: string; readonly token: string | undefined };

/** How to find the server, as given on the command line or in the environment; what is not given comes from the data folder. */
export type Whereabouts = { readonly url?: string; readonly token?: string };

const howToStart = 'Start it with npm start.';

/** Where the server is and with which token to speak to it. Throws when the data folder knows of none that runs. */
export const findServer = ({ url, token }: Whereabouts): Address => {
  if (url !== undefined) return { url: trimmed(url), token: token ?? readToken() };
  const server = folder()?.readServer();
  // Asked before the token leaves this program: a port of a server that has gone may belong to anybody by now.
  if (!server || !isAlive(server.pid)) throw new NoServer(`No Almanac is running here. ${howToStart}`);
  return { url: trimmed(server.url), token: token ?? readToken() };
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
