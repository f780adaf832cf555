import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Contender, Round } from './rounds.ts';

export type Emmett = {
  readonly contender: (mode: 'append' | 'projection', callers: number) => Contender;
  readonly stop: () => Promise<void>;
};

const home = join(import.meta.dirname, '../peers');

/** Emmett on the same server, in a process of its own. Installed on first use from its own lock file. */
export const startEmmett = (url: string): Emmett => {
  install();
  const child = spawn(process.execPath, [join(home, 'emmett.mjs')], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    contender: (mode, callers) => async (seconds) => {
      child.stdin.write(`${JSON.stringify({ mode, callers, seconds })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('Emmett has ended before it answered; what it said stands above.');
      return JSON.parse(value) as Round; // what emmett.mjs prints
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};

const install = () => {
  if (existsSync(join(home, 'node_modules'))) return;
  console.error('Installing Emmett for comparison (once, in bench/peers) …');
  const npm = process.env['npm_execpath'];
  const [program, ...before] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status } = spawnSync(program ?? 'npm', [...before, 'ci'], { cwd: home, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`npm ci failed in bench/peers (exit ${status}).`);
};
