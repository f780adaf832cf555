import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { codeOf } from '#platform/error-code';
import { withShortPath } from '#platform/short-path';

const nobody: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'EPROTOTYPE']);

/**
 * Whether a living process listens at this Unix socket. The kernel answers, not the process: also for one that is stopped or busy, and
 * across all namespaces of one host, because a socket with a path belongs to the file system and not to a network. Rejects when this user
 * has no right to connect (`EACCES`).
 */
export const isHeld = (folder: string, name: string): Promise<boolean> =>
  withAddress(
    folder,
    name,
    (address) =>
      new Promise((resolve, reject) => {
        const visit = connect(address, () => {
          visit.destroy();
          resolve(true);
        });
        visit.on('error', (error) => {
          if (codeOf(error) === 'EACCES') reject(error);
          else resolve(!nobody.has(codeOf(error)));
        });
      }),
  );

/** Listens at a new Unix socket of this name until the process ends, or the function that it returns is called. */
export const listenAt = async (folder: string, name: string): Promise<() => void> => {
  const file = join(folder, name);
  const server = createServer((visit) => visit.on('error', () => undefined).destroy()).unref();
  await withAddress(folder, name, async (address) => {
    server.listen(address);
    await once(server, 'listening');
  });
  if (process.platform === 'win32') writeFileSync(file, ''); // a pipe there has no file of its own
  // An `accept` that fails, as without a free descriptor, changes nothing: the kernel has answered already.
  server.on('error', () => undefined);
  return () => {
    server.close();
    rmSync(file, { force: true });
  };
};

const withAddress: typeof withShortPath = (folder, name, use) =>
  process.platform === 'win32' ? use(`\\\\.\\pipe\\${name}`) : withShortPath(folder, name, use);
