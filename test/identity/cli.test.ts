import { expect, test } from 'vitest';
import { almanac } from '../cli/almanac.ts';
import { startHouse, forgetBearers } from './house.ts';

const house = await startHouse();
const url = await house.listen();
const env = { ALMANAC_URL: url, ALMANAC_TOKEN: house.token, XDG_CONFIG_HOME: '/nonexistent' };
const run = (...args: string[]) => almanac(args, { env });

test('members are invited, shown, given roles, kept out, let in and sent away', { timeout: 60_000 }, async () => {
  expect((await run('members', 'invite', 'ann@example.org', 'editor', 'trader')).out).toContain(
    'ann@example.org is invited as editor, trader.',
  );
  const { searchParams } = await house.link('ann@example.org', 'join');
  await house
    .browser()
    .post('/join', { ...Object.fromEntries(searchParams), name: 'Ann', password: 'a garden of forking paths' });
  const listed = await run('members');
  expect(listed.out).toMatch(/Ann\s+ann@example\.org\s+editor, trader\s+active/);
  const { items } = JSON.parse((await run('members', 'list', '--json')).out);
  const id = items.find(({ name }: { name?: string }) => name === 'Ann')?.id ?? '';
  expect((await run('members', 'roles', id, 'reader')).out).toContain('has the roles reader');
  expect((await run('members', 'disable', id)).out).toContain('is kept out');
  expect((await run('members')).out).toMatch(/Ann\s+ann@example\.org\s+reader\s+disabled/);
  expect((await run('members', 'enable', id)).code).toBe(0);
  expect((await run('members', 'remove', id)).out).toContain('is no member any more');
  expect(await run('members', 'remove', id)).toMatchObject({ code: 1, err: expect.stringContaining('There is no such member.') });
});

test('a key is made, used, shown without itself, and revoked', { timeout: 60_000 }, async () => {
  const made = await run('keys', 'make', 'nightly', '--scope', 'identity:read', 'self:read', '--days', '30');
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^almk_[\w-]{43}\n$/),
    err: expect.stringContaining('only time'),
  });
  const key = made.out.trim();
  const own = { env: { ...env, ALMANAC_TOKEN: key } };
  expect((await almanac(['whoami'], own)).out).toContain('may do: identity:read, self:read');
  const listed = await run('keys');
  expect(listed.out).toMatch(/nightly\s+….{4}\s+identity:read, self:read\s+until \d{4}/);
  expect(listed.out).not.toContain(key);
  const { items } = JSON.parse((await run('keys', '--json')).out);
  expect((await run('keys', 'revoke', items[0].id)).code).toBe(0);
  forgetBearers();
  expect((await almanac(['whoami'], own)).code).toBe(1);
});
