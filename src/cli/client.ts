import type { Readable } from 'node:stream';
import { type Answer, exchange, isConnection } from './exchange.ts';
import { Interrupted, type Problem, ServerSaidNo, UsageError } from './problem.ts';
import { type Address, noAnswer } from './server.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The running server. Every call answers with the parsed JSON, or throws `ServerSaidNo` or `NoServer`. */
export type Client = {
  readonly url: string;
  readonly get: (path: string, query?: Query) => Promise<unknown>;
  readonly post: (path: string, body?: object) => Promise<unknown>;
  readonly remove: (path: string) => Promise<unknown>;
  /** The same, for what is to leave as a file of this kind: the audit tells so. */
  readonly exporting: (kind: string) => Client;
  /** Sends newline-separated JSON, compressed with gzip. */
  readonly upload: (path: string, query: Query, body: Readable) => Promise<unknown>;
};

type Headers = Readonly<Record<string, string>>;
type Sending = { readonly query?: Query; readonly body?: string | Readable; readonly headers?: Headers };

export const createClient = (address: Address, signal: AbortSignal, always: Headers = {}): Client => {
  const { url, token: tokenNow } = address;
  const send = async (method: string, path: string, { query, body, headers }: Sending = {}): Promise<unknown> => {
    try {
      const token = await tokenNow();
      const identity = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await exchange({
        method,
        url: addressOf(url, path, query),
        signal,
        headers: { accept: 'application/json', ...always, ...identity, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return accepted(answer);
    } catch (error) {
      if (signal.aborted) throw new Interrupted();
      throw isConnection(error) ? noAnswer(url, error) : error;
    }
  };
  return {
    url,
    exporting: (kind) => createClient(address, signal, { 'almanac-export': kind }),
    get: (path, query = {}) => send('GET', path, { query }),
    post: (path, body = {}) =>
      send('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    remove: (path) => send('DELETE', path),
    upload: (path, query, body) =>
      send('POST', path, { query, body, headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' } }),
  };
};

const addressOf = (base: string, path: string, query: Query = {}): URL => {
  if (!URL.canParse(base) || !/^https?:/.test(base))
    throw new UsageError(`"${base}" is not the address of a server, such as http://127.0.0.1:4000.`);
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
};

const accepted = ({ status, type, text }: Answer): unknown => {
  const body = /\bjson\b/.test(type) && text !== '' ? JSON.parse(text) : undefined;
  if (status >= 200 && status < 300) return body;
  throw new ServerSaidNo(problemOf(status, body), body);
};

const problemOf = (status: number, body: unknown): Problem => {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (name: string): string | undefined => (typeof fields[name] === 'string' ? fields[name] : undefined);
  const detail = text('detail');
  const correlation = text('correlation') ?? text('correlationId');
  return {
    status,
    code: text('code') ?? text('type') ?? `http.${status}`,
    title: text('title') ?? `The server answered ${status}.`,
    ...(detail === undefined ? {} : { detail }),
    ...(correlation === undefined ? {} : { correlation }),
  };
};
