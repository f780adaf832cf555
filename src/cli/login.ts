import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type * as Openid from 'openid-client';
import { codeOf, NoServer, UsageError } from './problem.ts';

/** A sign-in at a server elsewhere, as it is kept between two commands. */
export type Login = {
  readonly url: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970. */
  readonly until: number;
};

const client = 'almanac-cli';
const spare = 30_000; // milliseconds before its end at which a token is exchanged

const folder = (): string => join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'almanac');
const file = (): string => join(folder(), 'login.json');

export const readLogin = (): Login | undefined => {
  try {
    return JSON.parse(readFileSync(file(), 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UsageError(`${file()} cannot be read. Sign in again: almanac login <url>`);
  }
};

/** Keeps a sign-in for this user alone. */
export const writeLogin = (login: Login): void => {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const draft = `${file()}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  renameSync(draft, file());
};

export const removeLogin = (): void => rmSync(file(), { force: true });

/** The provider behind an address, with openid-client. Loaded when it is needed: most commands do without. */
export const discover = async (url: string): Promise<{ readonly openid: typeof Openid; readonly at: Openid.Configuration }> => {
  const openid = await import('openid-client');
  const { protocol, hostname } = new URL(url);
  const isHere = protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  const execute = isHere ? [openid.allowInsecureRequests] : [];
  const at = await openid.discovery(new URL(url), client, undefined, openid.None(), { execute }).catch((error: unknown) => {
    throw new NoServer(`No Almanac that one can sign in to answers at ${url}.`, error);
  });
  return { openid, at };
};

export const loginFrom = (
  url: string,
  tokens: Openid.TokenEndpointResponse,
  refreshToken = tokens.refresh_token ?? '',
): Login => ({
  url,
  accessToken: tokens.access_token,
  refreshToken,
  until: Date.now() + (tokens.expires_in ?? 0) * 1_000,
});

/** A token that is good for a while: the one that is kept, or a new one in exchange for the refresh token. */
export const tokenOf = async (login: Login): Promise<string> => {
  if (login.until - spare > Date.now()) return login.accessToken;
  return alone(async () => {
    const kept = readLogin() ?? login; // another command may have been faster
    if (kept.until - spare > Date.now()) return kept.accessToken;
    const { openid, at } = await discover(kept.url);
    const tokens = await openid.refreshTokenGrant(at, kept.refreshToken).catch((error: unknown) => {
      if (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant')
        throw new UsageError(`The sign-in at ${kept.url} has ended. Sign in again: almanac login ${kept.url}`);
      throw error;
    });
    const renewed = loginFrom(kept.url, tokens, tokens.refresh_token ?? kept.refreshToken);
    writeLogin(renewed);
    return renewed.accessToken;
  });
};

const stale = 30_000; // milliseconds: a command that died holds the others up no longer

/** One command at a time exchanges the token: a refresh token that two exchange is taken for stolen. */
const alone = async <T>(work: () => Promise<T>): Promise<T> => {
  const lock = `${file()}.lock`;
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx'));
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (ageOf(lock) > stale) rmSync(lock, { force: true });
      else await wait(50);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const ageOf = (path: string): number => {
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return mtimeMs === undefined ? 0 : Date.now() - mtimeMs;
};
