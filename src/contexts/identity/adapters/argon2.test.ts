import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { NewPassword } from '../domain/password.ts';
import { argon2 } from './argon2.ts';

const passwords = argon2();
const password = NewPassword('correct horse battery', { isCommon: () => false, about: [] });

test('a password fits its own hash, which is argon2id with the cost it should have, and another one each time', async () => {
  const [one, two] = [await passwords.hash(password), await passwords.hash(password)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await passwords.verify(one, password)).toBe(true);
  expect(await passwords.verify(one, `${password} `)).toBe(false);
  expect(await passwords.verify(undefined, password)).toBe(false);
  await expect(passwords.verify('no hash', password)).rejects.toThrow();
});

test('the process that hashes is started again when it has died, and gets what the others leave over', async () => {
  await passwords.hash(password);
  const all = execFileSync('ps', ['-eo', 'pid,ppid,ni,args'], { encoding: 'utf8' }).split('\n');
  const hasher = all.find((line) => line.includes('adapters/hasher.ts') && line.includes(` ${process.pid} `)) ?? '';
  const [pid, , priority] = hasher.trim().split(/\s+/);
  expect(Number(priority)).toBe(19);
  const working = passwords.hash(password).then(
    () => 'done',
    (error: Error) => error.message,
  );
  process.kill(Number(pid), 'SIGKILL');
  expect(['done', 'The process that hashes passwords has ended.']).toContain(await working);
  expect(await passwords.verify(await passwords.hash(password), password)).toBe(true);
});

test('the commonest passwords are known', async () => {
  const commonest = await passwords.commonest();
  for (const common of ['password', '123456789', 'qwertyuiop', 'iloveyou']) expect(commonest.has(common)).toBe(true);
  expect(commonest.has('correct horse battery')).toBe(false);
  expect(commonest.size).toBe(10_000);
});
