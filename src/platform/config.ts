import { isIP } from 'node:net';
import { dataFolderPath } from '#platform/data-folder';
import type { Peers } from '#platform/peer';
import { howToIssue, isPeerToken } from '#platform/peer-token';
import { type MasterKey, masterKeyIn } from '#platform/personal/master-key';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogSetting = (typeof logLevels)[number];

export type Config = {
  /** `ALMANAC_DATA`: the absolute path of the data folder. Default `.almanac` in the clone. */
  readonly dataFolder: string;
  /** `DATABASE_URL`: a server to use instead of the embedded PostgreSQL. */
  readonly databaseUrl?: string;
  /** `HOST`: the address to listen at. Default 127.0.0.1, which only this machine reaches. */
  readonly host: string;
  /** `PORT`: 0 picks a free one. Default 3000. */
  readonly port: number;
  /** `ALMANAC_URL`: where people reach it, when that is not the address it listens at. Without a slash at the end. */
  readonly url?: string;
  /** `ALMANAC_SETUP_TOKEN`: what the owner of a new server sets it up with. Default: one is printed at the start. */
  readonly setUpToken?: string;
  /** `ALMANAC_ORIGINS`: origins of other web pages that may call, separated by commas. Default none. */
  readonly origins?: readonly string[];
  /** `ALMANAC_TRUSTED_PROXIES`: addresses of proxies in front, separated by commas, whose word on the client's address counts. Default none. */
  readonly trustedProxies?: readonly string[];
  /** `REDIS_URL`: where processes count calls together. Default none: each counts for itself. */
  readonly redisUrl?: string;
  /** `ALMANAC_SMTP`: the mail server, `smtp[s]://user:password@host:port`. Default none: letters are printed. */
  readonly smtp?: string;
  /** `ALMANAC_MAIL_FROM`: whom letters come from. */
  readonly mailFrom?: string;
  /** `ALMANAC_OIDC_ISSUER`, `ALMANAC_OIDC_CLIENT_ID`, `ALMANAC_OIDC_CLIENT_SECRET`: an OpenID provider that people may sign in with. */
  readonly outside?: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  /** `CONTEXTS`: the contexts that this process runs, separated by commas. Default all. */
  readonly contexts?: readonly string[];
  /** `PEERS`: where the other contexts are found, `inventory=http://10.0.0.5:3000, …`; `PEER_TOKEN`: the token that was issued there for this process, or `inventory=almp_…, …`. */
  readonly peers?: Peers;
  /** `LOG_LEVEL`. Default `info`. */
  readonly logLevel: LogSetting;
  /** `ALMANAC_MASTER_KEY`: what the keys of personal data are encrypted with. Default: a key in the data folder, made at the first start. */
  readonly masterKey?: MasterKey;
  /** `ALMANAC_MASTER_KEY_BEFORE`: the one to change from. */
  readonly masterKeyBefore?: MasterKey;
};

/** Whether others than whoever sits at this machine may reach it. */
export const isServer = ({ host, url }: Pick<Config, 'host' | 'url'>): boolean =>
  url !== undefined || !(host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host));

/** Some environment variables make no sense; one line for each. */
export class BadConfig extends Error {
  constructor(complaints: readonly string[]) {
    super(complaints.join('\n'));
    this.name = 'BadConfig';
  }
}

/** Reads the settings from environment variables; an empty variable counts as not set. Throws `BadConfig` naming all that are wrong. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const complaints: string[] = [];
  const read = <T>(name: string, standard: T, parse: (text: string) => T | undefined, wanted: string): T => {
    const text = environment[name]?.trim();
    if (text === undefined || text === '') return standard;
    const value = parse(text);
    if (value === undefined) complaints.push(`${name} must be ${wanted}.`);
    return value ?? standard;
  };
  const databaseUrl = read('DATABASE_URL', undefined, postgresUrl, 'like postgres://user:password@host:5432/database');
  const url = read('ALMANAC_URL', undefined, publicUrl, 'like https://almanac.example, without a path');
  const setUpToken = read('ALMANAC_SETUP_TOKEN', undefined, secretWord, '20 to 100 letters, digits, - and _');
  const origins = read(
    'ALMANAC_ORIGINS',
    undefined,
    listOf(originAlone),
    'origins separated by commas, like https://app.example',
  );
  const trustedProxies = read(
    'ALMANAC_TRUSTED_PROXIES',
    undefined,
    listOf(proxy),
    'addresses or ranges separated by commas, like 10.0.0.5, 10.0.0.0/8 or loopback',
  );
  const redisUrl = read('REDIS_URL', undefined, redis, 'like redis://user:password@host:6379');
  const issuer = read('ALMANAC_OIDC_ISSUER', undefined, webAddress, 'like https://login.example/realm');
  const [clientId, clientSecret] = ['ALMANAC_OIDC_CLIENT_ID', 'ALMANAC_OIDC_CLIENT_SECRET'].map(
    (name) => environment[name]?.trim() || undefined,
  );
  const isWhole = issuer === undefined || (clientId !== undefined && clientSecret !== undefined);
  if (!isWhole) complaints.push('With ALMANAC_OIDC_ISSUER, ALMANAC_OIDC_CLIENT_ID and ALMANAC_OIDC_CLIENT_SECRET must be set.');
  const contexts = read(
    'CONTEXTS',
    undefined,
    listOf(contextName),
    'names of contexts separated by commas, like deals, customers',
  );
  const places = read('PEERS', undefined, listOf(peerPlace), 'contexts and their addresses, like inventory=http://10.0.0.5:3000');
  const tokenAt = peerTokens(environment['PEER_TOKEN'] ?? '');
  for (const { context } of places ?? [])
    if (!isPeerToken(tokenAt(context) ?? ''))
      complaints.push(
        `PEER_TOKEN must have a peer token for ${context}: one for all peers, or context=token for each. ${howToIssue(context)}`,
      );
  const peers = places && Object.fromEntries(places.map(({ context, url }) => [context, { url, token: tokenAt(context) ?? '' }]));
  const smtp = read('ALMANAC_SMTP', undefined, smtpUrl, 'like smtp://user:password@host:587');
  const mailFrom = read('ALMANAC_MAIL_FROM', undefined, mailSender, 'like Almanac <almanac@example.org>');
  const keyOf32Bytes = '32 random bytes as base64, as `openssl rand -base64 32` prints them';
  const masterKey = read('ALMANAC_MASTER_KEY', undefined, masterKeyIn, keyOf32Bytes);
  const masterKeyBefore = read('ALMANAC_MASTER_KEY_BEFORE', undefined, masterKeyIn, keyOf32Bytes);
  const config = {
    dataFolder: dataFolderPath(environment['ALMANAC_DATA']),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    host: read('HOST', '127.0.0.1', hostName, 'a host name or an address, without a port'),
    port: read('PORT', 3000, portNumber, 'a whole number from 0 to 65535'),
    logLevel: read('LOG_LEVEL', 'info', logLevel, `one of ${logLevels.join(', ')}`),
    ...(url === undefined ? {} : { url }),
    ...(setUpToken === undefined ? {} : { setUpToken }),
    ...(origins === undefined ? {} : { origins }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(issuer && clientId && clientSecret ? { outside: { issuer, clientId, clientSecret } } : {}),
    ...(contexts === undefined ? {} : { contexts }),
    ...(peers === undefined ? {} : { peers }),
    ...(smtp === undefined ? {} : { smtp }),
    ...(mailFrom === undefined ? {} : { mailFrom }),
    ...(masterKey === undefined ? {} : { masterKey }),
    ...(masterKeyBefore === undefined ? {} : { masterKeyBefore }),
  };
  if (complaints.length > 0) throw new BadConfig(complaints);
  return config;
};

// The text itself stays out of the complaint: it may hold a password.
const postgresUrl = (text: string): string | undefined =>
  /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? text : undefined;

/** All items of a list, or undefined when one of them makes no sense. */
const listOf =
  <T>(parse: (text: string) => T | undefined) =>
  (text: string): readonly T[] | undefined => {
    const items = text.split(',').flatMap((item) => (item.trim() === '' ? [] : [parse(item.trim())]));
    return items.every((item) => item !== undefined) ? items : undefined;
  };

const contextName = (text: string): string | undefined => (/^[a-z]+$/.test(text) ? text : undefined);

const peerPlace = (text: string): { readonly context: string; readonly url: string } | undefined => {
  const [, context = '', address = ''] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const url = publicUrl(address);
  return context === '' || url === undefined ? undefined : { context, url };
};

/** The token of each context's process: one for all, or `inventory=alm_…, deals=alm_…`. */
const peerTokens = (text: string): ((context: string) => string | undefined) => {
  const items = text.split(',').map((item) => item.trim());
  const each = new Map(items.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]));
  return (context) => (text.includes('=') ? each.get(context) : text.trim()) || undefined;
};

const originAlone = (text: string): string | undefined => (URL.parse(text)?.origin === text ? text : undefined);

const proxy = (text: string): string | undefined => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return text;
  const [address = '', range = '0', ...more] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  if (range === '0' && more.length === 0 && text.includes('/')) return undefined; // everybody
  return isIP(address) > 0 && /^\d{1,3}$/.test(range) && Number(range) <= most && more.length === 0 ? text : undefined;
};

const redis = (text: string): string | undefined => (/^rediss?:\/\//.test(text) && URL.canParse(text) ? text : undefined);

const smtpUrl = (text: string): string | undefined => (/^smtps?:\/\//.test(text) && URL.canParse(text) ? text : undefined);

const webAddress = (text: string): string | undefined => (/^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined);

const mailSender = (text: string): string | undefined => (/^[^\r\n]*@[^\r\n]*$/.test(text) ? text : undefined);

const publicUrl = (text: string): string | undefined => {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === '' ? url.origin : undefined;
};

const secretWord = (text: string): string | undefined => (/^[A-Za-z0-9_-]{20,100}$/.test(text) ? text : undefined);

const hostName = (text: string): string | undefined => (/^[A-Za-z0-9.-]+$|^[0-9A-Fa-f:.%]+$/.test(text) ? text : undefined);

const portNumber = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

const logLevel = (text: string): LogSetting | undefined => logLevels.find((level) => level === text.toLowerCase());
