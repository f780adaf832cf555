import { spawn } from 'node:child_process';

export type Finished = {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
};

/** Runs a JavaScript file on this Node and resolves when it has ended, however it ended. */
export const node = async (root: string, args: readonly string[]): Promise<Finished> => {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, output]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece) && output.push(piece));
  child.stderr.on('data', (piece: Buffer) => output.push(piece));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { code, stdout: Buffer.concat(stdout).toString(), output: Buffer.concat(output).toString() };
};
