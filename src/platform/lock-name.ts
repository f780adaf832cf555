import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const socketName = /^lock\.[0-9a-f]{16}\.(?<pid>\d+)\.(?<namespace>\d+)\.(?<host>[\w-]*)\.sock$/;

export const isLockName = (name: string): boolean => socketName.test(name);

/** A name that nobody has had before. It also says who has it, where a pid alone would be that of another process in another container. */
export const newLockName = (): string => `lock.${randomBytes(8).toString('hex')}.${process.pid}.${namespace()}.${host()}.sock`;

/** The process that made this name, for a sentence. */
export const holderIn = (name: string): string => {
  const { pid, namespace: space, host: at }: Readonly<Record<string, string>> = socketName.exec(name)?.groups ?? {};
  const isHere = space === namespace() && at === host();
  return `the process ${pid}${isHere ? '' : ` in another container (host name ${at})`}`;
};

// As much of it as a socket's address has room for.
const host = (): string =>
  hostname()
    .replaceAll(/[^\w-]/g, '-')
    .slice(0, 24);

/** What tells the pids of one container from those of another. */
const namespace = (): string => {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0'; // not Linux
  }
};
