import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type Said = { readonly code: number | null; readonly out: string; readonly err: string };
export type Options = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string /** Presses Ctrl-C when this appears on stderr. */;
  readonly interruptAt?: RegExp;
  /** Told what stands on stderr so far, whenever there is more. */
  readonly onErr?: (text: string) => void;
};

const program = join(import.meta.dirname, '../../src/cli.ts');

/** Runs the command line as a person would, in a process of its own. */
export const almanac = (args: readonly string[], { env = {}, input, interruptAt, onErr }: Options = {}): Promise<Said> =>
  new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, ALMANAC_URL: __, ALMANAC_TOKEN: ___, ...own } = process.env;
    const child = spawn(process.execPath, [program, ...args], { env: { ...own, ALMANAC_DATA: '/nonexistent', ...env } });
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => {
      err += chunk;
      onErr?.(err);
      if (!interrupted && interruptAt?.test(err)) interrupted = child.kill('SIGINT');
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
