import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from './warm.ts';

export type Said = { readonly code: number | null; readonly out: string; readonly err: string };
export type Options = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Presses Ctrl-C when this appears on stderr. */
  readonly interruptAt?: RegExp;
  /** In a process of its own also where only the answer matters: several commands at the same time. */
  readonly ownProcess?: true;
  /** Told what stands on stderr so far, whenever there is more. */
  readonly onErr?: (text: string) => void;
};

const program = join(import.meta.dirname, '../../src/cli.ts');

/** Runs the command line as a person would. Where only the answer matters, in a process that has it loaded: a new one takes most of a second. */
export const almanac = (args: readonly string[], options: Options = {}): Promise<Said> => {
  const { FORCE_COLOR: _, ALMANAC_URL: __, ALMANAC_TOKEN: ___, ...own } = process.env;
  const all = { ...own, ALMANAC_DATA: '/nonexistent', ...options.env };
  const env = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const isPlain = Object.keys(options).every((name) => name === 'env') && env['FORCE_COLOR'] === undefined;
  return isPlain ? inTurn({ args, env }) : alone({ args, env }, options);
};

const alone = ({ args, env }: Command, { input, interruptAt, onErr }: Options): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env });
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

let warm: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

const inTurn = (command: Command): Promise<Said> => {
  const said = last.then(() => ask(command));
  last = said.catch(() => undefined);
  return said;
};

const ask = async (command: Command): Promise<Said> => {
  const child = (warm ??= start());
  child.send(command);
  const answered = new AbortController();
  const { signal } = answered;
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`The command line ended with ${code} instead of answering: almanac ${command.args.join(' ')}`);
  });
  try {
    const [said] = await Promise.race([once(child, 'message', { signal }), gone]);
    return said;
  } finally {
    gone.catch(() => undefined); // rejected by what follows
    answered.abort();
  }
};

const start = (): ChildProcess => {
  const child = fork(join(import.meta.dirname, 'warm.ts'), { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('exit', () => (warm = undefined));
  child.unref();
  child.channel?.unref();
  return child;
};
