import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { entryOf, LARGEST } from '../../src/cli/import/lines.ts';
import { openFolder, walk } from '../../src/cli/import/walk.ts';
import { folderOf } from './folder.ts';

const told = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...walk(openFolder(folder))]
      .map(entryOf)
      .map((entry) => [entry.path, 'left' in entry ? entry.left : 'content' in entry ? entry.content : 'base64']),
  );

test('every note is read in the order of its name, and attachments are named', () => {
  const folder = folderOf({
    'b.md': 'two',
    'a/deep/er.MARKDOWN': 'one',
    'picture.png': 'x',
    '.obsidian/app.json': '{}',
    'a/.trash/gone.md': 'x',
    '.hidden.md': 'x',
  });
  assert.deepEqual(Object.entries(told(folder)), [
    ['b.md', 'two'],
    ['picture.png', 'attachment'],
    ['a/deep/er.MARKDOWN', 'one'],
  ]);
});

test('symbolic links are told and never followed: not out of the folder, not in a circle, not into nothing', () => {
  const secret = folderOf({ 'secret.md': 'secret' });
  const folder = folderOf({ 'real/note.md': 'here' });
  symlinkSync(join(secret, 'secret.md'), join(folder, 'out.md'));
  symlinkSync(secret, join(folder, 'away'));
  symlinkSync(folder, join(folder, 'real', 'round'));
  symlinkSync(join(folder, 'real', 'note.md'), join(folder, 'again.md'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.md'));
  assert.deepEqual(told(folder), {
    'again.md': 'symbolic-link',
    away: 'outside',
    'broken.md': 'symbolic-link',
    'out.md': 'outside',
    'real/note.md': 'here',
    'real/round': 'symbolic-link',
  });
});

test('a folder beside that begins with the same letters is outside', () => {
  const folder = folderOf({ 'vault/a.md': 'a', 'vault-secret/b.md': 'b' });
  symlinkSync(join(folder, 'vault-secret', 'b.md'), join(folder, 'vault', 'b.md'));
  assert.deepEqual(told(join(folder, 'vault')), { 'a.md': 'a', 'b.md': 'outside' });
});

test('a file of more than 5 MiB is told, not read, and one of just 5 MiB is', () => {
  const folder = folderOf({ 'most.md': 'x', 'more.md': 'x' });
  truncateSync(join(folder, 'most.md'), LARGEST);
  truncateSync(join(folder, 'more.md'), LARGEST + 1);
  assert.equal(told(folder)['more.md'], 'too-large');
  assert.equal(told(folder)['most.md']?.length, LARGEST);
});

test('a pipe does not hold the import up', () => {
  const folder = folderOf({ 'a.md': 'a' });
  execFileSync('/usr/bin/env', ['mkfifo', join(folder, 'pipe.md')]);
  assert.deepEqual(told(folder), { 'a.md': 'a', 'pipe.md': 'special' });
});

test('what is not UTF-8 goes as bytes, for the server to judge', () => {
  const folder = folderOf({ 'latin.md': Buffer.from([0x63, 0xe9]), 'emoji 😀.md': '😀', 'nfd e\u0301.md': 'x' });
  assert.deepEqual(told(folder), { 'emoji 😀.md': '😀', 'latin.md': 'base64', 'nfd e\u0301.md': 'x' });
});

test('what may not be read is told', () => {
  const folder = folderOf({ 'closed.md': 'x', 'shut/a.md': 'x' });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'closed.md'), 0);
  chmodSync(join(folder, 'shut'), 0);
  const left = asSomebodyElse(() => told(folder));
  chmodSync(join(folder, 'shut'), 0o700);
  assert.deepEqual(left, { 'closed.md': 'unreadable', shut: 'unreadable' });
});

// Root may read everything.
const asSomebodyElse = <T>(run: () => T): T => {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
};

test('a file that goes away after it was listed is told', () => {
  const folder = folderOf({ 'a.md': 'a' });
  const [found] = [...walk(folder)];
  assert.ok(found);
  assert.deepEqual(entryOf({ ...found, file: `${found.file}.gone` }), { path: 'a.md', left: 'unreadable' });
});

test('an empty folder has nothing, and what is no folder is refused in words', () => {
  const folder = folderOf({});
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'file.md'), 'x');
  assert.deepEqual(told(join(folder, 'empty')), {});
  assert.throws(() => openFolder(join(folder, 'file.md')), /is a file, not a folder\.$/);
  assert.throws(() => openFolder(join(folder, 'nope')), /^UsageError: There is no folder /);
});
