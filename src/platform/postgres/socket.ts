import { chownSync, mkdtempSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '#platform/postgres/account';
import { isShort } from '#platform/short-path';

/** Where the server listens: a private folder for its unix socket, or a free port of the loopback interface. */
export type Endpoint = { readonly host: string; readonly port: number };

/** Part of the socket's name only: nothing listens on the network. */
const socketNumber = 1;

/** A new folder that only this user, or the account, may enter. */
export const privateFolder = (account: Account | undefined): string => {
  // Root's own TMPDIR may be closed to others.
  const base =
    account || process.platform === 'win32' || tooLong(tmpdir()) ? (process.platform === 'win32' ? tmpdir() : '/tmp') : tmpdir();
  const folder = mkdtempSync(join(realpathSync(base), 'almanac-'));
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
};

/** A unix socket in the private folder where the system has them and the path is short enough, else a free port. */
export const endpointIn = async (folder: string): Promise<Endpoint> =>
  process.platform === 'win32' || tooLong(folder)
    ? { host: '127.0.0.1', port: await freePort() }
    : { host: folder, port: socketNumber };

// The second socket lies in the cluster, where the next start finds it from any container: the private folder may be in a mount of one.
export const endpointSettings = ({ host, port }: Endpoint): Readonly<Record<string, string>> => ({
  port: String(port),
  listen_addresses: host.startsWith('/') ? '' : host,
  unix_socket_directories: [...(host.startsWith('/') ? [host] : []), ...(process.platform === 'win32' ? [] : ['.'])].join(', '),
  unix_socket_permissions: '0700',
});

const tooLong = (folder: string): boolean => !isShort(join(folder, 'almanac-123456', `.s.PGSQL.${socketNumber}`));

const freePort = async (): Promise<number> => {
  const port = await new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  return port === 5432 ? freePort() : port;
};
