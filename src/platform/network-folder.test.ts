import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { thisProcess } from '#platform/living-process';
import { assertNoOtherHost, networkOf, sharedFileSystem } from '#platform/network-folder';

test('file systems that several hosts can mount are known by their type', () => {
  const numbers = [0x6969, 0xff534d42, 0xff534d42 | 0, 0x65735546, 0x01021997];
  expect(numbers.map(sharedFileSystem)).toEqual(['NFS', 'CIFS', 'CIFS', 'FUSE', '9P']);
  expect([0xef53, 0x9123683e, 0x58465342, 0x01021994, 0x794c7630].map(sharedFileSystem)).toEqual(Array(5).fill(undefined));
  expect(networkOf(import.meta.dirname)).toBe(undefined);
});

test('on such a file system a note of another host keeps the folder, one of this host or of a container on it does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-network-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const judge = (note: object) => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...thisProcess(), ...note }));
    return () => assertNoOtherHost(folder);
  };
  expect(judge({ started: '17@another-boot', host: 'elsewhere' })).toThrow(
    `in use by the process ${process.pid} on the host elsewhere, or was when that one was killed. Stop it there.`,
  );
  expect(judge({ started: '17@another-boot', host: hostname() })).not.toThrow();
  expect(judge({ host: 'container' })).not.toThrow();
});
