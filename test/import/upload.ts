import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer, TestApp } from '#testing/app';

export type SentFile = { readonly path: string } & (
  | { readonly content: string }
  | { readonly base64: string }
  | { readonly left: string }
);

/** A folder as the lines of an upload. */
export const linesOf = (files: readonly SentFile[]): string =>
  [...files, { end: files.length }].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Notes by their path. */
export const notes = (contents: Readonly<Record<string, string>>): readonly SentFile[] =>
  Object.entries(contents).map(([path, content]) => ({ path, content }));

export const upload = (
  app: TestApp,
  body: string | Buffer,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  app.request('POST', `/api/v2/imports${query}`, body, { 'content-type': 'application/x-ndjson', ...headers });

/** Waits until an import is over, and answers with what the server tells of it. */
export const over = async (app: TestApp, id: string): Promise<Answer['body']> => {
  for (let look = 0; look < 400; look++) {
    const { body } = await app.request('GET', `/api/v2/imports/${id}`);
    if (body.status !== 'running') return body;
    await pause(25);
  }
  throw new Error(`The import ${id} does not end.`);
};

/** Uploads a folder and waits until its import is over. */
export const importAll = async (app: TestApp, files: readonly SentFile[], query = ''): Promise<Answer['body']> => {
  const { body } = await upload(app, gzipSync(linesOf(files)), query, { 'content-encoding': 'gzip' });
  return over(app, body.id);
};

/** What became of each file, by path. */
export const outcomesOf = async (app: TestApp, id: string): Promise<Readonly<Record<string, string>>> => {
  const { body } = await app.request('GET', `/api/v2/imports/${id}/files?limit=100`);
  return Object.fromEntries(
    body.items.map(({ path, outcome, code }: Readonly<Record<string, string>>) => [
      path,
      code === undefined ? outcome : `${outcome} ${code}`,
    ]),
  );
};
