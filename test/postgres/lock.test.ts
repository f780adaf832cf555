import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { end, root } from './apps.ts';

type Starter = { readonly process: ChildProcess; readonly take: (folder: string) => Promise<string> };

const starter = async (): Promise<Starter> => {
  const child = spawn(process.execPath, [join(root, 'test/postgres/lock-app.ts')], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'almanac', 'compiled') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  return {
    process: child,
    take: async (folder) => {
      child.stdin.write(`${folder}\n`);
      return String((await lines.next()).value);
    },
  };
};

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const inOrder = async (folders: readonly string[], take: (folder: string) => Promise<string>): Promise<readonly string[]> => {
  const said: string[] = [];
  for (const folder of folders) said.push(await take(folder));
  return said;
};

test('of 20 processes that start at once exactly one has the folder, also over the socket of a killed one', {
  timeout: 60_000,
}, async () => {
  const before = await starter();
  const used = Array.from({ length: 4 }, emptyFolder);
  await inOrder(used, before.take);
  const starters = await Promise.all(Array.from({ length: 20 }, starter));
  await end(before.process, 'SIGKILL');
  const never = Array.from({ length: 4 }, emptyFolder);
  for (const folder of [...used, ...never]) {
    const said = await Promise.all(starters.map(({ take }) => take(folder)));
    expect(said.filter((text) => text === 'taken')).toHaveLength(1);
    expect(said.filter((text) => /is in use by the process \d+\. Stop/.test(text))).toHaveLength(19);
    expect(readdirSync(folder).filter((name) => name.endsWith('.sock'))).toHaveLength(1);
  }
});

test('a killed process frees the folder at once, a stopped one does not', async () => {
  const folder = emptyFolder();
  const [first, second] = await Promise.all([starter(), starter()]);
  expect(await first.take(folder)).toBe('taken');
  first.process.kill('SIGSTOP');
  expect(await second.take(folder)).toContain(`is in use by the process ${first.process.pid}.`);
  await end(first.process, 'SIGKILL');
  expect(await second.take(folder)).toBe('taken');
});
