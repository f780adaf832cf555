import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newInstallation, type ServerProcess } from '#testing/process';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';

const here = newInstallation({ isEmpty: true });
const env = { ALMANAC_DATA: here.folder };
const cli = (...args: readonly string[]) => almanac(args, { env });
const json = async (...args: readonly string[]) => JSON.parse((await cli(...args, '--json')).out);
let server: ServerProcess;

beforeAll(async () => {
  server = await here.start();
});
afterAll(() => server.end('SIGTERM'));

const folder = folderOf({
  'Garden.md': '# Garden\n\nWhat grows: [[Tomatoes]], [[Beans]], and [[Pumpkins]] one day. #garden',
  'Tomatoes.md':
    '---\naliases: [Love apples]\n---\n# Tomatoes\n\nSeedlings want compost, warmth and a trellis. Water the seedlings at dawn.',
  'Beans.md': '# Beans\n\nClimbing beans need a trellis too; sow seedlings after frost, feed them compost.',
  'Compost.md': '# Compost\n\nLeaves and kitchen scraps. Love apples thrive on it, and so do seedlings by the trellis.',
  'Tides.md': '# Tides\n\nThe moon pulls the sea; spring tides follow the syzygy.',
});

test('the banner says where it is, how to sign in, and what to do next', () => {
  expect(server.said()).toMatch(
    /Almanac is ready at http:\/\/127\.0\.0\.1:\d+ .*sign in\s+http\S+\/sign-in\/link\?code=\S+.*npx almanac import <folder>.*npx almanac token.*Ctrl-C stops it/s,
  );
  expect(server.said()).toContain(here.folder);
  expect(server.logged()).toBe('');
});

describe('a browser', () => {
  const open = async (path: string, cookie?: string) => {
    const answer = await fetch(new URL(path, server.url), {
      redirect: 'manual',
      headers: cookie === undefined ? {} : { cookie },
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const link = () => /(http\S+\/sign-in\/link\?code=\S+)/.exec(server.said())?.[1] ?? '';

  test('is let in by the link, once, and finds the reference page; a wrong link is told so', async () => {
    const wrong = await open(`${link()}x`);
    expect([wrong.status, JSON.parse(wrong.text).code]).toEqual([400, 'access.bad-code']);
    const signedIn = await open(link());
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/docs']);
    expect((await open('/docs')).status).toBe(401);
    expect((await open('/docs', cookie)).status).toBe(200);
    expect((await open(link())).status).toBe(400);
  });

  test('needs no other address than this one for the reference page and what it describes', async () => {
    const authorization = { authorization: `Bearer ${here.token()}` };
    const page = await fetch(`${server.url}/docs`, { headers: authorization });
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(part).toMatch(/^\/[^/]/);
      const loaded = await fetch(server.url + part, { headers: authorization });
      expect([loaded.status, (await loaded.text()).length > 0]).toEqual([200, true]);
    }
    const described = await fetch(`${server.url}/openapi.json`, { headers: authorization });
    const document: { readonly openapi: string; readonly paths: object } = JSON.parse(await described.text());
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toContain('/api/v2/nodes/{id}/connections');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '');
    expect(references.filter((to) => !to.startsWith('#/'))).toEqual([]);
  });
});

describe('the command line', () => {
  test('finds server and token by itself', async () => {
    expect((await cli('token')).out.trim()).toBe(readFileSync(join(here.folder, 'token'), 'utf8').trim());
    expect(statSync(join(here.folder, 'token')).mode & 0o777).toBe(0o600);
    const { code, out } = await cli('status');
    expect([code, out]).toEqual([0, expect.stringContaining(`Almanac at ${server.url} is well`)]);
  });

  test('brings a folder in, and again writes nothing', { timeout: 60_000 }, async () => {
    const first = await json('import', folder);
    expect(first).toMatchObject({ status: 'completed', entries: 5, counts: { created: 5 }, index: { notes: 5, waiting: 0 } });
    expect(await json('import', folder)).toMatchObject({ status: 'completed', counts: { created: 0, unchanged: 5 } });
    expect((await cli('status')).out).toMatch(/5 notes/);
  });

  test('finds a note by its words and shows it', async () => {
    const { items } = await json('search', 'spring tide');
    expect(items[0]).toMatchObject({ title: 'Tides' });
    expect((await cli('search', 'spring', 'tide')).out).toContain('syzygy');
    expect((await cli('show', 'Tides')).out).toContain('The moon pulls the sea');
    expect((await cli('show', 'love apples')).out).toContain('Tomatoes');
    expect(await cli('show', 'Pumpkins')).toMatchObject({ code: 1, out: '' });
  });

  test('says what is connected, and why', async () => {
    const { items } = await json('connections', 'Compost');
    const found: readonly string[] = items.map(({ title }: { readonly title: string }) => title);
    expect(found).toContain('Tomatoes');
    expect(found).not.toContain('Tides');
    const said = (await cli('connections', 'Compost')).out;
    expect(said).toMatch(/names it as “Love apples” in line 3/);
    expect(said).toMatch(/both speak of /);
  });

  test('shows what lies around a note', async () => {
    const { nodes } = await json('neighbours', 'Tomatoes', '--depth', '2');
    expect(nodes.map(({ title }: { readonly title: string }) => title).sort()).toEqual(['Beans', 'Garden', 'Tomatoes']);
    expect((await cli('neighbours', 'Tomatoes', '--depth', '2')).out).toMatch(/one link away\s+Garden.*2 links away\s+Beans/s);
  });

  test('verifies every view', { timeout: 60_000 }, async () => {
    const { code, out } = await cli('views', 'verify');
    expect(code).toBe(0);
    expect(out).toContain('graph.nodes');
    expect(out).toContain('discovery.connections');
  });
});
