import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How to run npm with these arguments, without a shell: with the npm that runs this script, the one beside this Node, or the one in PATH. */
export const npmCommand = (args) => {
  const own = process.env.npm_execpath ?? '';
  const places = [
    basename(own) === 'npm-cli.js' ? own : '',
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const cli = places.find((path) => path !== '' && existsSync(path));
  return cli === undefined ? ['npm', ...args] : [process.execPath, cli, ...args];
};
