import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

// A clone whose npm is a stand-in: it takes a moment, notes its arguments, and lays down what `npm ci` would.
const clone = (milliseconds = 50): string => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-clone-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['scripts', 'bin']) cpSync(join(root, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(
    join(folder, 'src', 'cli.ts'),
    'const args: readonly string[] = process.argv.slice(2); console.log(JSON.stringify({ args, cwd: process.cwd() }));',
  );
  writeFileSync(
    join(folder, 'npm-cli.js'),
    `
    import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
    await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
    appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');
    mkdirSync('node_modules', { recursive: true });
    writeFileSync('node_modules/.package-lock.json', '{}');`,
  );
  return folder;
};

type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly out: string; readonly err: string };

const start = (folder: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'], npm_execpath: join(folder, 'npm-cli.js') } });

const ended = (child: ChildProcess): Promise<Ended> => {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text: Buffer) => {
    out += text.toString();
  });
  child.stderr?.on('data', (text: Buffer) => {
    err += text.toString();
  });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out, err })));
};

const run = (folder: string, ...args: string[]): Promise<Ended> => ended(start(folder, args));
const installs = (folder: string): readonly string[] => readFileSync(join(folder, 'npm.log'), 'utf8').trim().split('\n');

test('the first start installs the packages without their scripts, and a later start does not', async () => {
  const folder = clone();
  const first = await run(folder, 'bin/almanac.mjs', 'search', 'two words');
  expect(first.err).toContain('Installing the packages');
  expect(JSON.parse(first.out)).toEqual({ args: ['search', 'two words'], cwd: folder });
  expect((await run(folder, 'bin/almanac.mjs')).err).toBe('');
  expect(installs(folder)).toEqual([expect.stringMatching(/^ci .*--ignore-scripts/)]);
});

test('two starts at once install once', async () => {
  const folder = clone(1_000);
  const both = await Promise.all([run(folder, 'bin/almanac.mjs', 'a'), run(folder, 'bin/almanac.mjs', 'b')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.filter(({ err }) => err.includes('waiting for it'))).toHaveLength(1);
  expect(installs(folder)).toHaveLength(1);
});

test('an installation that was killed does not hold up the next start', async () => {
  const folder = clone();
  mkdirSync(join(folder, '.cache'));
  writeFileSync(join(folder, '.cache', 'install.lock'), String(2 ** 30));
  utimesSync(join(folder, '.cache', 'install.lock'), 0, 0);
  expect((await run(folder, 'bin/almanac.mjs')).code).toBe(0);
});

test('another lock file is installed anew; the same one with a new date is not', async () => {
  const folder = clone();
  await run(folder, 'bin/almanac.mjs');
  utimesSync(join(folder, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000));
  await run(folder, 'bin/almanac.mjs');
  expect(installs(folder)).toHaveLength(1);
  writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}');
  utimesSync(join(folder, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000));
  await run(folder, 'bin/almanac.mjs');
  expect(installs(folder)).toHaveLength(2);
});

test('after any start there is a command for npx', async () => {
  const folder = clone();
  writeFileSync(join(folder, 'src', 'main.ts'), '');
  await run(folder, 'scripts/run.mjs', 'src/main.ts');
  expect(existsSync(join(folder, 'node_modules', '.bin', 'almanac'))).toBe(true);
  const { out } = await ended(spawn(join(folder, 'node_modules', '.bin', 'almanac'), ['x'], { cwd: tmpdir() }));
  expect(JSON.parse(out)).toMatchObject({ args: ['x'] });
});

test('flags for Node, the exit code and signals pass through', async () => {
  const folder = clone();
  writeFileSync(
    join(folder, 'src', 'main.ts'),
    `
    process.on('SIGTERM', () => process.exit(7));
    setInterval(() => {}, 1_000);
    console.log(process.execArgv.includes('--expose-gc'));`,
  );
  const child = start(folder, ['scripts/run.mjs', '--expose-gc', 'src/main.ts']);
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  expect(await ended(child)).toMatchObject({ code: 7, out: 'true\n' });
});

test('what ends the script by a signal ends the start by the same signal', async () => {
  const folder = clone();
  writeFileSync(join(folder, 'src', 'main.ts'), `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1_000);`);
  expect(await run(folder, 'scripts/run.mjs', '--expose-gc', 'src/main.ts')).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('packages that cannot be installed are said in a sentence', async () => {
  const folder = clone();
  writeFileSync(join(folder, 'npm-cli.js'), 'process.exit(1)');
  expect(await run(folder, 'bin/almanac.mjs')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('The packages could not be installed'),
  });
});

test.each([
  ['20.20.2', false],
  ['22.17.9', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s runs the sources: %s', async (version, expected) => {
  const { runsTypeScript } = await import(pathToFileURL(join(root, 'scripts', 'suitable-node.mjs')).href);
  expect(runsTypeScript(version)).toBe(expected);
});
