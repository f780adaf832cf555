import { Secret, TOTP } from 'otpauth';
import { afterAll, expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { passphrase, startHouse } from './house.ts';

const house = await startHouse();
const pool = createPool(house.databaseUrl, { size: 1, name: 'almanac-test' });
afterAll(() => pool.end());

const ask = (feature: string, input: object, key?: string) =>
  house.request('POST', `/api/call/identity.${feature}`, input, key === undefined ? {} : { 'idempotency-key': key });
const me = (session: string) => house.as(session, 'GET', '/api/v2/me');

/** Makes a request while the database cannot keep sessions, and checks that it fails. */
const failing = async (request: () => ReturnType<typeof ask>) => {
  await pool.query('alter table identity.session rename to session_away');
  try {
    expect((await request()).status).toBe(500);
  } finally {
    await pool.query('alter table identity.session_away rename to session');
  }
};

test('a set-up that fails at its last step leaves nothing behind, and can be repeated with its key; of several at once, one person’s address and password stay', async () => {
  const tickets = await Promise.all(Array.from({ length: 8 }, async () => (await ask('beginSetUp', {})).body.ticket as string));
  const person = (n: number) => ({ name: `Ann ${n}`, email: `ann${n}@example.org`, password: `${passphrase} ${n}` });
  const setUp = (n: number) => ask('setUp', { ...person(n), ticket: tickets[n] }, `set-up-${n}`);

  await failing(() => setUp(0));
  expect((await me(house.token)).body).not.toHaveProperty('email');
  const answers = await Promise.all(tickets.map((_, n) => setUp(n)));
  const winner = answers.findIndex(({ status }) => status === 200);
  expect(answers.map(({ status }) => status)).toEqual(tickets.map((_, n) => (n === winner ? 200 : 404)));
  expect((await me(answers[winner]?.body.session)).body).toMatchObject({ email: person(winner).email, hasPassword: true });
  const { email, password } = person(winner);
  expect((await ask('signIn', { email, password })).status).toBe(200);
  expect((await setUp(winner)).status).toBe(200);
});

test('a joining that fails at its last step can be repeated with its key', async () => {
  const email = 'bob@example.org';
  await house.request('POST', '/api/v2/members', { email, roles: ['reader'] });
  const ticket = (await house.link(email, 'join')).searchParams.get('ticket');
  const join = () => ask('joinWorkspace', { ticket, name: 'Bob', password: passphrase }, 'join');
  await failing(join);
  const joined = await Promise.all(Array.from({ length: 10 }, join));
  expect(new Set(joined.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(joined.map(({ text }) => text)).size).toBe(1);
  expect((await me(joined[0]?.body.session)).body).toMatchObject({ email, roles: ['reader'] });
});

test('the link from a letter is used up only together with the password it sets', async () => {
  const email = 'cleo@example.org';
  await house.member(email, ['reader']);
  await ask('askReset', { email });
  const ticket = (await house.link(email, 'reset')).searchParams.get('ticket');
  const password = 'another horse battery staple';
  const reset = () => ask('resetPassword', { ticket, password });
  await failing(reset);
  expect((await reset()).status).toBe(200);
  expect((await ask('signIn', { email, password })).status).toBe(200);
});

test('a refused sign-in stays refused when it is repeated with its key, and a repeated one never answers a dead session', async () => {
  const email = 'dan@example.org';
  await house.member(email, ['reader']);
  const wrong = () => ask('signIn', { email, password: 'wrong horse battery staple' }, 'wrong');
  expect([(await wrong()).body.code, (await wrong()).body.code]).toEqual(Array(2).fill('identity.wrong-credentials'));

  const enter = () => ask('signIn', { email, password: passphrase }, 'right');
  await enter();
  await pool.query(`delete from log.idempotency where key = 'right'`); // as if the process had ended before it was kept
  expect((await me((await enter()).body.session)).body).toMatchObject({ email });
  const { rows } = await pool.query(`select answer::text from log.idempotency where key like 'right%'`);
  expect(JSON.stringify(rows)).not.toContain('alms_');
});

test('a recovery code is used up only together with the session it begins', async () => {
  const email = 'eva@example.org';
  const { browser } = await house.member(email, ['reader']);
  const session = browser.cookies.get('almanac') ?? '';
  const own = async (feature: string, input: object) =>
    (await house.as(session, 'POST', `/api/call/identity.${feature}`, input)).body;
  const { secret } = await own('startSecondFactor', { password: passphrase });
  const { recoveryCodes } = await own('confirmSecondFactor', {
    code: new TOTP({ secret: Secret.fromBase32(secret) }).generate(),
  });
  const { ticket } = (await ask('signIn', { email, password: passphrase })).body;
  const confirm = () => ask('confirmSignIn', { ticket, code: recoveryCodes[0] });
  await failing(confirm);
  expect((await me((await confirm()).body.session)).body).toMatchObject({ email });
});
