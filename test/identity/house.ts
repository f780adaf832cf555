import type { AddressInfo } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import { SMTPServer } from 'smtp-server';
import { expect } from 'vitest';
import { argon2 } from '#identity/adapters/argon2';
import type { OutsideSettings } from '#identity/adapters/outside';
import { world } from '#identity/adapters/world';
import { identity } from '#identity/context';
import { openRedis } from '#platform/cache/redis';
import type { Context } from '#platform/context';
import { cleanUp } from '#testing/clean-up';
import { startApp, type TestApp, type TestAppOptions } from '#testing/app';
import { until } from '#testing/log';
import { skipTime } from '#testing/monotonic-clock';

export type Letter = { readonly to: string; readonly text: string };

/** A mail server that takes what it is sent. */
const startMail = async (): Promise<{ readonly url: string; readonly letters: Letter[] }> => {
  const letters: Letter[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString().replaceAll('=\r\n', '').replaceAll('=3D', '=');
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, letters };
};

export type Browser = {
  /** Sends a form as the page's own; answers status, where it leads and the page. */
  readonly post: (
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Visit>;
  readonly get: (path: string) => Promise<Visit>;
  readonly cookies: Map<string, string>;
};
export type Visit = { readonly status: number; readonly location: string; readonly text: string };

export type House = TestApp & {
  readonly letters: readonly Letter[];
  /** Somebody's browser, at an address of its own. */
  readonly browser: (address?: string) => Browser;
  /** The newest link in a letter to an address. */
  readonly link: (to: string, path: 'join' | 'reset' | 'address') => Promise<URL>;
  /** A new member with a password, and the browser that is signed in. */
  readonly member: (
    email: string,
    roles: readonly string[],
    password?: string,
  ) => Promise<{ readonly id: string; readonly browser: Browser }>;
  /** Gives the owner a second factor, without which nobody requires one of everybody. */
  readonly ownFactor: () => Promise<void>;
  /** Calls the API as whoever has this secret. */
  readonly as: (secret: string, method: string, path: string, body?: unknown) => ReturnType<TestApp['request']>;
};

/** One process that hashes is enough for all houses of a worker. */
const passwords = argon2();

export const passphrase = 'correct horse battery staple';

/** The app with the context identity, a mail server, and people. */
type HouseOptions = TestAppOptions & { readonly outside?: OutsideSettings };

export const startHouse = async (others: readonly Context[] = [], { outside, ...options }: HouseOptions = {}): Promise<House> => {
  const mail = await startMail();
  const redisUrl = options.settings?.redisUrl;
  const connect = redisUrl === undefined ? undefined : async () => openRedis(redisUrl);
  const settings = { smtp: mail.url, ...(outside && { outside }), openRedis: connect };
  const real = { ...world(settings, () => undefined), passwords };
  const app = await startApp([identity(real), ...others], options);

  const browser = (address = '127.0.0.1'): Browser => {
    const cookies = new Map<string, string>();
    const send = async (
      method: 'GET' | 'POST',
      path: string,
      payload: string | undefined,
      headers: Readonly<Record<string, string>>,
    ): Promise<Visit> => {
      const answer = await app.server.inject({
        method,
        url: path,
        remoteAddress: address,
        ...(payload !== undefined && { payload }),
        headers: {
          'user-agent': 'Test/1.0',
          ...(payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...headers,
        },
      });
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return { status: answer.statusCode, location: answer.headers.location ?? '', text: answer.payload };
    };
    return {
      cookies,
      get: (path) => send('GET', path, undefined, {}),
      post: (path, fields = {}, headers = { 'sec-fetch-site': 'same-origin' }) =>
        send('POST', path, new URLSearchParams(fields).toString(), headers),
    };
  };

  const link: House['link'] = async (to, path) => {
    const find = () => mail.letters.findLast((letter) => letter.to === to && letter.text.includes(`/${path}?`));
    await until(async () => find() !== undefined, `a letter to ${to}`, 10_000);
    return new URL(/http\S+/.exec(find()?.text ?? '')?.[0] ?? '');
  };

  return {
    ...app,
    letters: mail.letters,
    browser,
    link,
    member: async (email, roles, password = passphrase) => {
      const { status, body } = await app.request('POST', '/api/v2/members', { email, roles });
      expect(status).toBe(201);
      const { searchParams } = await link(email, 'join');
      const own = browser();
      const joined = await own.post('/join', { ...Object.fromEntries(searchParams), name: email.split('@')[0] ?? '', password });
      expect([joined.status, joined.location]).toEqual([303, '/account']);
      return { id: body.id, browser: own };
    },
    ownFactor: async () => {
      const { body } = await app.request('POST', '/api/v2/me/second-factor', {});
      const code = new TOTP({ secret: Secret.fromBase32(body.secret) }).generate();
      expect((await app.request('PUT', '/api/v2/me/second-factor', { code })).status).toBe(200);
    },
    as: (secret, method, path, body) => app.request(method, path, body, { authorization: `Bearer ${secret}` }),
  };
};

/** Lets the second pass for which a process remembers whom a secret stands for. */
export const forgetBearers = (): void => skipTime(1_000);
