import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
const lock = (folder: string) => lockFolder(folder, () => undefined);
const noteOf = (folder: string, holder: unknown) => writeFileSync(join(folder, 'lock'), JSON.stringify(holder));

test('a folder is held once, also by two apps of one process, and is free after its release', async () => {
  const folder = emptyFolder();
  const first = await lock(folder);
  await expect(lock(folder)).rejects.toThrow(`is in use by the process ${process.pid}. Stop that one first`);
  first.release();
  (await lock(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of many starts at once in one process exactly one has the folder', async () => {
  const folder = emptyFolder();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lock(folder)));
  const taken = outcomes.filter(({ status }) => status === 'fulfilled');
  expect(taken).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('the path of the folder may be longer than the address of a socket', async () => {
  const folder = join(emptyFolder(), 'x'.repeat(200), 'data');
  mkdirSync(folder, { recursive: true });
  const first = await lock(folder);
  await expect(lock(folder)).rejects.toThrow('is in use by the process');
  first.release();
  (await lock(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock that an earlier version wrote is respected while its process lives', async () => {
  const folder = emptyFolder();
  noteOf(folder, { pid: process.ppid, started: startOf(process.ppid) });
  await expect(lock(folder)).rejects.toThrow(`is in use by the process ${process.ppid}`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a lock that an earlier version left behind is taken over, also when its pid lives on in another process', async () => {
  const folder = emptyFolder();
  noteOf(folder, { pid: 2 ** 30, started: 'once' });
  (await lock(folder)).release();
  noteOf(folder, { ...thisProcess(), started: 'before the last boot' });
  (await lock(folder)).release();
  noteOf(folder, { pid: process.ppid, started: startOf(process.ppid), host: 'killed' });
  (await lock(folder)).release();
});

test('an earlier version finds the process in the file that it looks at', async () => {
  const folder = emptyFolder();
  const { release } = await lock(folder);
  expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject(thisProcess());
  release();
});

test.each(['', '{', '[]', '{"pid":"1"}'])('a lock that says %o holds nothing', async (text) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'lock'), text);
  (await lock(folder)).release();
});

test('releasing does not take away the lock of a successor', async () => {
  const folder = emptyFolder();
  const { release } = await lock(folder);
  noteOf(folder, { pid: process.ppid, started: startOf(process.ppid) });
  release();
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
