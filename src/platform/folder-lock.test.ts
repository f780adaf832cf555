import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '#platform/folder-lock';
import { isAlive, startOf, thisProcess } from '#platform/living-process';

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};
const holdBy = (folder: string, holder: unknown) => writeFileSync(join(folder, 'lock'), JSON.stringify(holder));

test('a folder is held once, and is free after its release', () => {
  const folder = emptyFolder();
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`is in use by the process ${process.pid}`);
  lock.release();
  lockFolder(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock of a process that lives is respected', () => {
  const folder = emptyFolder();
  holdBy(folder, { pid: process.ppid, started: startOf(process.ppid) });
  expect(() => lockFolder(folder)).toThrow(`is in use by the process ${process.ppid}`);
});

test('a lock of a process that has gone is taken over, also when its pid lives on in another process', () => {
  const folder = emptyFolder();
  holdBy(folder, { pid: 2 ** 30, started: 'once' });
  lockFolder(folder).release();
  holdBy(folder, { ...thisProcess(), started: 'before the last boot' });
  lockFolder(folder).release();
});

test.each(['', '{', '[]', '{"pid":"1"}'])('a lock that says %o holds nothing', (text) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'lock'), text);
  lockFolder(folder).release();
});

test('releasing does not take away the lock of a successor', () => {
  const folder = emptyFolder();
  const lock = lockFolder(folder);
  holdBy(folder, { pid: process.ppid, started: startOf(process.ppid) });
  lock.release();
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a process that has ended does not live, also before its parent has taken note', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const pid = child.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  await new Promise((resolve) => child.once('close', resolve));
  expect(isAlive(pid)).toBe(false);
  expect([isAlive(0), isAlive(-1), isAlive(Number.NaN)]).toEqual([false, false, false]);
});
