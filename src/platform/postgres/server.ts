import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '#platform/postgres/account';
import { killLeftovers } from '#platform/postgres/orphan';
import { startAt } from '#platform/postgres/program';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string) => void;

export type ServerSpec = {
  readonly cluster: string;
  readonly account: Account | undefined;
  readonly postgres: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: Log;
};

/** A server that accepts connections, or did. */
export type Server = {
  readonly pid: number;
  readonly running: () => boolean;
  /** Resolves, with the way it ended, when it does. */
  readonly exited: Promise<string>;
};

/** Starts the server and waits, through a crash recovery as long as it takes, until it accepts connections. */
export const startServer = async (spec: ServerSpec): Promise<Server> => {
  for (let attempt = 1; ; attempt++) {
    const outcome = await launch(spec);
    if (typeof outcome !== 'string') return outcome;
    // Processes of a killed server hold on to its shared memory for a moment, and a new one rightly waits for them.
    if (!outcome.includes('pre-existing shared memory block') || attempt === 100)
      throw new Error(`The database does not start: ${outcome}`);
    killLeftovers(spec.cluster);
    await wait(50);
  }
};

const launch = (spec: ServerSpec): Promise<Server | string> => {
  const flags = Object.entries(spec.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = startAt(spec.cluster, spec, spec.postgres, (data) => ['-D', data, ...flags]);
  // An app that ends without stopping its database, as after an uncaught error or in the middle of a start, still takes it along.
  const last = (): void => void child.kill('SIGINT');
  process.once('exit', last);
  child.once('exit', () => process.off('exit', last));
  const complaints: string[] = [];
  return new Promise((resolve, reject) => {
    const exited = exitOf(child);
    eachLine(child, (line) => {
      report(line, spec.log);
      if (/^(FATAL|PANIC|postgres):/.test(line)) complaints.push(line);
      if (line.includes('database system is ready to accept connections') && child.pid !== undefined)
        resolve(serverOf(child, child.pid, exited));
    });
    child.once('error', (error) => reject(new Error(`${spec.postgres} cannot be run: ${error.message}`, { cause: error })));
    void exited.then((how) => resolve(complaints.slice(-3).join(' ') || how));
  });
};

const serverOf = (child: ChildProcess, pid: number, exited: Promise<string>): Server => ({
  pid,
  running: () => child.exitCode === null && child.signalCode === null,
  exited,
});

// `close` would wait for every process of a killed server; a moment after `exit` its last words have arrived.
const exitOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      child.once('close', () => resolve(how));
      setTimeout(resolve, 100, how);
    });
  });

const eachLine = ({ stderr }: ChildProcess, see: (line: string) => void): void => {
  let rest = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(see);
  });
};

const levels: Readonly<Record<string, LogLevel>> = { PANIC: 'error', FATAL: 'warn', ERROR: 'warn', WARNING: 'warn' };

const report = (line: string, log: Log): void => {
  const severity = /^([A-Z]+):/.exec(line)?.[1] ?? '';
  log(levels[severity] ?? 'debug', `postgres: ${line}`);
};
