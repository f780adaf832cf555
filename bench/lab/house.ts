import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#app';
import { world } from '#identity/adapters/world';
import { identity } from '#identity/context';
import type { Letter } from '#identity/ports';
import { readConfig } from '#platform/config';

type Person = { readonly id: string; readonly email: string; readonly password: string; readonly key: string };

/** A running app, and the people that it was given. */
export type House = { readonly url: string; readonly token: string; readonly people: readonly Person[] };

// In a process of its own. Attempts are let pass without number: what is measured is what they cost, not that they are refused.
const letters: Letter[] = [];
const none = async () => undefined;
const unlimited = { take: none, failed: none, succeeded: none, close: none };
const dataFolder = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
const config = { ...readConfig({ ...process.env, ALMANAC_DATA: dataFolder, PORT: '0', LOG_LEVEL: 'warn' }) };
const app = await createApp({
  contexts: [
    identity({ ...world({}, () => undefined), attempts: unlimited, mail: { send: async (letter) => void letters.push(letter) } }),
  ],
  config,
});
const url = await app.listen();

const call = async (
  method: string,
  path: string,
  body: object,
  token = app.token,
): Promise<{ readonly id: string; readonly key: string }> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return JSON.parse(await answer.text());
};

const person = async (number: number): Promise<Person> => {
  const [email, password] = [`person${number}@example.org`, `a garden of paths ${number}`];
  const { id } = await call('POST', '/api/v2/members', { email, roles: ['auditor'] });
  const letter = () => letters.find(({ to }) => to === email);
  while (letter() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const { searchParams } = new URL(/http\S+/.exec(letter()?.text ?? '')?.[0] ?? '');
  const joined = await fetch(`${url}/join`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ ...Object.fromEntries(searchParams), name: `Person ${number}`, password }),
  });
  const session = /almanac=([^;]+)/.exec(joined.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const { key } = await call('POST', '/api/v2/keys', { label: 'bench' }, session);
  return { id, email, password, key };
};

const people: Person[] = [];
for (let number = 0; number < Number(process.argv[2] ?? 0); number++) people.push(await person(number));
process.send?.({ url, token: app.token, people } satisfies House);

process.once('SIGTERM', () => {
  void app.close().then(() => {
    rmSync(dataFolder, { recursive: true, force: true });
    process.exit(0);
  });
});
