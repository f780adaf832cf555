import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { discover, loginFrom, readLogin, removeLogin, writeLogin } from '../login.ts';
import { paint } from '../paint.ts';
import { Interrupted, UsageError } from '../problem.ts';
import { print, printJson, tell } from '../terminal.ts';

type Options = { readonly json?: boolean; readonly scope?: readonly string[] };

export const defineLogin = (program: Command): void => {
  described(program.command('login <url>'), 'Sign in to an Almanac elsewhere: it shows a code, which you confirm in a browser.', [
    'almanac login https://almanac.example',
    'almanac login https://almanac.example --scope graph:read reports:read',
  ])
    .option('--scope <rights...>', 'ask for these rights only; default: what you may do, except credentials and the installation')
    .action((url: string, options: Options) => withSession(options, (session) => login(url, options.scope ?? ['*'], session)));
};

export const defineLogout = (program: Command): void => {
  described(program.command('logout'), 'End the sign-in at the Almanac elsewhere.', ['almanac logout']).action(
    (options: Options) => withSession(options, logout),
  );
};

const login = async (given: string, rights: readonly string[], { json, signal }: Session): Promise<void> => {
  const url = given.replace(/\/+$/, '');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`"${given}" is not the address of a server, such as https://almanac.example.`);
  const wrong = rights.find((right) => !/^(\*|[a-z]+:(read|write|admin))$/.test(right));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is not a right, such as graph:read.`);
  const { openid, at } = await discover(url);
  const device = await openid.initiateDeviceAuthorization(at, { scope: ['openid', 'offline_access', ...rights].join(' ') });
  tell(
    `Open ${paint.strong(device.verification_uri_complete ?? device.verification_uri)}`,
    `and confirm the code ${paint.strong(device.user_code)}. Waiting …`,
  );
  const tokens = await openid.pollDeviceAuthorizationGrant(at, device, undefined, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw new Interrupted();
    if (error instanceof openid.ResponseBodyError && error.error === 'access_denied')
      throw new UsageError('The code was not confirmed. Nobody is signed in.');
    if (error instanceof openid.ResponseBodyError && error.error === 'expired_token')
      throw new UsageError('Nobody confirmed the code in ten minutes. Please begin anew.');
    throw error;
  });
  writeLogin(loginFrom(url, tokens));
  if (json) return printJson({ url, signedIn: true });
  print(`${paint.good('✓')} Signed in at ${paint.strong(url)}. Commands go there as long as no Almanac runs here.`);
};

const logout = async ({ json }: Session): Promise<void> => {
  const kept = readLogin();
  if (kept === undefined) throw new UsageError('Nobody is signed in.');
  const { openid, at } = await discover(kept.url);
  await openid.tokenRevocation(at, kept.refreshToken);
  removeLogin();
  if (json) return printJson({ url: kept.url, signedIn: false });
  print(`${paint.good('✓')} Signed out at ${paint.strong(kept.url)}.`);
};
