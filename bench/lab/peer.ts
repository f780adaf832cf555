import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Contender, Round } from './rounds.ts';

export type Peer = {
  readonly contender: (mode: string, callers: number) => Contender;
  readonly stop: () => Promise<void>;
};

const home = join(import.meta.dirname, '../peers');

/** Somebody else's program on the same server, in a process of its own. Installed on first use from its own lock file. */
export const startPeer = (name: 'emmett' | 'dbos', url: string): Peer => {
  install();
  const child = spawn(process.execPath, [join(home, `${name}.mjs`)], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    contender: (mode, callers) => async (seconds) => {
      child.stdin.write(`${JSON.stringify({ mode, callers, seconds })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name} has ended before it answered; what it said stands above.`);
      return JSON.parse(value) as Round; // what the programs in peers/ print
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};

const install = () => {
  const installed = join(home, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(home, 'package.json')).mtimeMs) return;
  console.error('Installing what we compare with (once, in bench/peers) …');
  const npm = process.env['npm_execpath'];
  const [program, ...before] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status } = spawnSync(program ?? 'npm', [...before, 'ci'], { cwd: home, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`npm ci failed in bench/peers (exit ${status}).`);
};
