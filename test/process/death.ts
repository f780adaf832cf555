import { spawn } from 'node:child_process';
import { expect } from 'vitest';
import { collected, endOf } from '#testing/process';

/** Runs a script in a process of its own until it has killed itself. */
export const death = async (script: string, ...args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said = collected(child.stderr);
  const impatience = setTimeout(() => child.kill('SIGTERM'), 50_000);
  const { signal } = await endOf(child);
  clearTimeout(impatience);
  expect([signal, said()]).toEqual(['SIGKILL', '']);
};
