import type { Pool, PoolClient } from 'pg';

const ignore = () => undefined;

// Whoever has the client is told by its next statement. Without a listener, a connection that is cut while its client is taken and
// asks nothing, as between two statements of a transaction, would end the process.
const hear = (client: PoolClient) => {
  if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
};

/** Lets the process outlive connections that break while they are taken from the pool. The answer ends it. */
export const outliveBrokenClients = (pools: readonly Pool[]): (() => void) => {
  for (const pool of pools) pool.on('acquire', hear);
  return () => {
    for (const pool of pools) pool.off('acquire', hear);
  };
};
