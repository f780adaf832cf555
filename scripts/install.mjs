import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { linkCommand } from './link-command.mjs';
import { npmCommand } from './npm.mjs';

/** Installs the packages of the lock file when they are missing or belong to another lock file. Two starts at once install once. */
export const ensureInstalled = async (root) => {
  if (!isInstalled(root)) await installAlone(root);
  linkCommand(root);
};

const stampOf = (root) => join(root, 'node_modules', '.cache', 'almanac', 'lock');
const lockFileOf = (root) => join(root, 'package-lock.json');
const sumOf = (root) =>
  createHash('sha256')
    .update(readFileSync(lockFileOf(root)))
    .digest('hex');

// By content, because a checkout changes the time of the lock file; by time where somebody installed with npm itself.
const isInstalled = (root) => {
  const modules = join(root, 'node_modules');
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return true; // arranged by hand, and not ours to replace
  const installed = statSync(join(modules, '.package-lock.json'), { throwIfNoEntry: false });
  if (installed === undefined) return false;
  const stamp = stampOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sumOf(root)) return true;
  if (installed.mtimeMs < statSync(lockFileOf(root)).mtimeMs) return false;
  writeStamp(root);
  return true;
};

const writeStamp = (root) => {
  mkdirSync(dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), sumOf(root));
};

const installAlone = async (root) => {
  const lock = join(root, '.cache', 'install.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !take(lock); told = true) {
    if (!told) console.error('Another start installs the packages; waiting for it.');
    await wait(200);
  }
  try {
    if (!isInstalled(root)) install(root);
  } finally {
    rmSync(lock, { force: true });
  }
};

const install = (root) => {
  console.error('Installing the packages (npm ci), once. This takes a moment.');
  // Packages come without their install scripts: none of ours needs one. Tools for tests come along also where NODE_ENV says production.
  const [program, ...args] = npmCommand([
    'ci',
    '--no-fund',
    '--no-audit',
    '--ignore-scripts',
    '--include=dev',
    '--loglevel=error',
  ]);
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The packages could not be installed; npm says why above.', { cause: error });
  writeStamp(root);
};

const take = (lock) => {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
};

const isAbandoned = (lock) => {
  try {
    const age = Date.now() - statSync(lock).mtimeMs;
    const pid = Number(readFileSync(lock, 'utf8'));
    return age > 15 * 60_000 || (age > 1_000 && !(pid > 0 && runs(pid)));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
};

const runs = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
