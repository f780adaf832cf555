import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of its own that runs a file beside this one. What it prints is `inherit`ed, or `pipe`d to whoever reads it. */
export const child = (file: string, output: 'inherit' | 'pipe', ...given: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), [...given], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', output, 'inherit', 'ipc'],
  });

/** Waits until it has ended by itself, well. */
export const ended = async (process: ChildProcess): Promise<void> => {
  const [code, signal] = await once(process, 'exit');
  if (code !== 0) throw new Error(`The child process ended with ${code ?? signal}.`);
};
