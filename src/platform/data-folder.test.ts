import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dataFolderPath, openDataFolder } from '#platform/data-folder';

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

test('the folder is made for this user alone, and so is the token', () => {
  const folder = openDataFolder(join(temporary(), 'a', 'b'));
  folder.writeToken('secret');
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder.path, 'token')).mode & 0o777).toBe(0o600);
});

test('what was written is read again, and what was never written is absent', () => {
  const folder = openDataFolder(temporary());
  expect([folder.readServer(), folder.readToken()]).toEqual([undefined, undefined]);
  folder.writeServer({ url: 'http://127.0.0.1:3000', pid: 7 });
  folder.writeToken('secret');
  expect([folder.readServer(), folder.readToken()]).toEqual([{ url: 'http://127.0.0.1:3000', pid: 7 }, 'secret']);
  folder.removeServer();
  expect(folder.readServer()).toBe(undefined);
  expect(readdirSync(folder.path)).toEqual(['token']);
});

test.each(['', '{', '{"url":1,"pid":2}', 'null'])('a server file that says %o names no server', (text) => {
  const folder = openDataFolder(temporary());
  writeFileSync(join(folder.path, 'server.json'), text);
  expect(folder.readServer()).toBe(undefined);
});

test('a path is meant as seen from the current folder', () => {
  expect(dataFolderPath('notes')).toBe(join(process.cwd(), 'notes'));
  expect(dataFolderPath('/notes')).toBe('/notes');
});
