import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOptions, createApp } from '#app';
import type { Config } from '#platform/config';
import type { Context } from '#platform/context';
import { logger } from '#platform/observability/logger';
import { cleanUp } from '#testing/clean-up';
import { type ServerName, testDatabase } from '#testing/database';
import { testMasterKey } from '#testing/master-key';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  /** The parsed JSON, or undefined when there is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says itself what it expects
  readonly body: any;
  readonly text: string;
};

export type Request = (
  method: string,
  path: string,
  ...rest: readonly [body?: unknown, headers?: Readonly<Record<string, string>>]
) => Promise<Answer>;

export type TestApp = App & {
  /** Sends a request with the owner's token; `authorization: ''` leaves it out. A string is sent as it is. */
  readonly request: Request;
  /** A token with which a peer calls these contexts, or all of them that run here. */
  readonly peerToken: (contexts?: readonly string[], workspaces?: readonly string[]) => Promise<string>;
  readonly dataFolder: string;
  readonly databaseUrl: string;
  /** Everything logged so far, one JSON line each. */
  readonly logged: () => string;
};

export type TestAppOptions = Partial<Omit<AppOptions, 'contexts' | 'config' | 'log'>> & {
  readonly on?: ServerName;
  /** The database of another app: this one is then a second process beside it, or the first one started again. */
  readonly databaseUrl?: string;
  /** Settings other than those of a test. */
  readonly settings?: Partial<Config>;
};

/** The real app with these contexts on a database of its own. Everything is stopped after the last test of the file; what was started inside a test, after that test. */
export const startApp = async (
  contexts: readonly Context[] = [],
  { on, databaseUrl, settings, ...options }: TestAppOptions = {},
): Promise<TestApp> => {
  const database = databaseUrl === undefined ? await testDatabase(on) : { url: databaseUrl };
  const dataFolder = mkdtempSync(join(tmpdir(), 'almanac-app-'));
  let lines = '';
  const log = logger('info', { write: (line) => void (lines += line) });
  const server = { host: '127.0.0.1', port: 0, logLevel: 'info', masterKey: testMasterKey } as const;
  const config = { dataFolder, databaseUrl: database.url, ...server, ...settings };
  const onBug = (bug: Error) => {
    throw bug; // the call survives it elsewhere; a test does not
  };
  const app = await createApp({ onBug, ...options, contexts, config, log });
  let isClosed = false;
  const close = async () => {
    const wrong = isClosed ? [] : await app.verifyMemory().catch(() => []); // a test may have taken the database away
    isClosed = true;
    await app.close();
    rmSync(dataFolder, { recursive: true, force: true });
    if (wrong.length > 0) throw new Error(`Memory was not what the log says, in ${wrong.join(', ')}.`);
  };
  cleanUp(close);

  const request: Request = async (method, path, ...[body, headers = {}]) => {
    const { authorization = `Bearer ${app.token}`, ...others } = headers;
    const answer = await app.server.inject({
      method: method as 'GET', // inject's list of methods is shorter than HTTP's
      url: path,
      ...(body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== '' && { authorization }),
        ...others,
      },
    });
    const isJson = /json/.test(String(answer.headers['content-type'])) && answer.payload !== '';
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      body: isJson ? JSON.parse(answer.payload) : undefined,
    };
  };
  let peers = 0;
  const names = contexts.flatMap(({ name, identify }) => (identify === undefined ? [name] : []));
  const peerToken: TestApp['peerToken'] = async (wanted = names, workspaces) => {
    const input = { name: `peer-${++peers}-${randomUUID()}`, contexts: wanted, ...(workspaces && { workspaces }) };
    const { body, text } = await request('POST', '/api/call/platform.issuePeerToken', input);
    if (typeof body?.token !== 'string') throw new Error(`No peer token was issued: ${text}`);
    return body.token;
  };
  return { ...app, close, request, peerToken, dataFolder, databaseUrl: database.url, logged: () => lines };
};
