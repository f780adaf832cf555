import pg from 'pg';
import type { Connection } from '#platform/postgres/connection';

export type PoolOptions = {
  readonly size: number;
  /** Sends queries of one client without waiting for the answer of the one before. */
  readonly pipeline?: boolean;
  /**
   * Rows are found by their keys, never by scanning a table: a plan that was made while a table was empty is kept for the life of a
   * connection, and folding into a view of 4,000 rows took 5 ms by such a plan, a third of all that the database did.
   */
  readonly byKey?: boolean;
  /** Milliseconds that a statement waits for a lock before it fails with SQLSTATE 55P03. Default: as long as it takes. */
  readonly lockTimeout?: number;
  /** Milliseconds after which a statement without an answer counts as lost, with its connection. Default: as long as it takes. */
  readonly answerTimeout?: number;
  /** Shown in `pg_stat_activity`. Default `almanac`. */
  readonly name?: string;
  /** An idle connection broke, as after a restart of the server. The pool opens another by itself. */
  readonly onError?: (error: Error) => void;
};

/**
 * Milliseconds that a transaction may be idle before the server ends it: what a process that hangs has locked is free again, and those who
 * wait for it go on.
 */
export const mostIdle = 10_000;

/** A pool whose rows carry int8 as a number (an error beyond 2^53), DATE as text, JSON parsed. */
export const createPool = (
  connection: Connection | string,
  { size, pipeline = false, byKey = false, lockTimeout = 0, answerTimeout, name = 'almanac', onError }: PoolOptions,
): pg.Pool => {
  // The pool awaits the answer, which its types leave out.
  const prepared = (client: pg.ClientBase): unknown => prepare(client, [limitsOf(lockTimeout), ...(byKey ? [onlyByKey] : [])]);
  const pool = new pg.Pool({
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    max: size,
    pipeline,
    application_name: name,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    ...(answerTimeout !== undefined && { query_timeout: answerTimeout }),
    types: { getTypeParser },
    onConnect: prepared,
  });
  // Without a listener a lost connection would end the process. The pool listens to the idle ones; one in use has its own listener,
  // which need not tell: whoever uses it hears of it from the next statement.
  pool.on('error', (error) => onError?.(error));
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
};

/** A connection on which this fails is not used. */
const prepare = async (client: pg.ClientBase, settings: readonly string[]): Promise<void> => {
  await client.query(settings.join('; '));
};

/**
 * `tcp_user_timeout` ends a connection whose other side takes no data, also while the server is sending; it means nothing on a Unix socket.
 * Set as statements: a pooler between refuses connections that bring settings.
 */
const limitsOf = (lockTimeout: number): string =>
  `set idle_in_transaction_session_timeout = ${mostIdle}; set lock_timeout = ${lockTimeout}; ` +
  `select set_config('tcp_user_timeout', '${mostIdle}', false) where inet_server_addr() is not null and ${onLinux}`;

/** Elsewhere the server refuses the setting. */
const onLinux = `version() like '%linux%'`;

const onlyByKey = 'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off';

const oldest = 15;

/** Throws unless the server is a PostgreSQL that Almanac knows: version 15 or later. Answers with its major version. */
export const requireServer = async (executor: Pick<pg.Pool, 'query'>): Promise<number> => {
  const { rows } = await executor.query<{ readonly number: string; readonly name: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as name`,
  );
  const major = Math.floor(Number(rows[0]?.number) / 10_000);
  if (major >= oldest) return major;
  throw new Error(`This database server is PostgreSQL ${rows[0]?.name}; Almanac needs version ${oldest} or later.`);
};

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database answered with ${text}, which is beyond what a number holds exactly.`);
  return value;
};

const { INT8, DATE } = pg.types.builtins;
const [TEXTS, INT8S, DATES] = [1009, 1016, 1182];

const texts = (text: string): readonly (string | null)[] => pg.types.getTypeParser(TEXTS)(text);
const own = new Map<number, (text: string) => unknown>([
  [INT8, safeInteger],
  [INT8S, (text) => texts(text).map((item) => (item === null ? null : safeInteger(item)))],
  [DATE, (text) => text],
  [DATES, texts],
]);

// Given to each pool, not set in the module of node-postgres, which other packages in the process share.
const getTypeParser: typeof pg.types.getTypeParser = (oid, format) =>
  (format === 'binary' ? undefined : own.get(oid)) ?? pg.types.getTypeParser(oid, format);
