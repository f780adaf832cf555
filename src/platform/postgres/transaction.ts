import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { mostIdle } from '#platform/postgres/pool';

/** Runs the work in one transaction on one connection: committed when it resolves, rolled back when it rejects. */
export const inTransaction = <T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode = ''): Promise<T> =>
  framed(pool, { mode }, async (client) => ({ result: await work(client) }));

/** Statements without parameters that travel with the begin and with the commit, so that they cost no round trip. */
type Frame<T> = { readonly result: T; readonly last?: string | undefined };
type Opening = { readonly mode?: string; readonly first?: string };

/** As `inTransaction`; the work gets the rows of `first`. */
export const framed = async <T, Row extends QueryResultRow = never>(
  pool: Pool,
  { mode = '', first }: Opening,
  work: (client: PoolClient, rows: readonly Row[]) => Promise<Frame<T>>,
): Promise<T> => {
  const client = await pool.connect();
  let broken = true;
  let stopSigns = () => {};
  try {
    const begun: unknown = await client.query([`begin ${mode}`, first].filter(Boolean).join('; '));
    stopSigns = signsOfLife(client);
    const { result, last } = await work(client, first === undefined ? [] : rowsOf(begun));
    stopSigns();
    await client.query([last, 'commit'].filter(Boolean).join('; '));
    broken = false;
    return result;
  } catch (error) {
    stopSigns();
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
};

/**
 * The server ends a transaction that is idle for `mostIdle`, so that a process that hangs holds no lock for longer. One that waits for what
 * it calls sends an empty statement now and then. The answer ends that.
 */
const signsOfLife = (client: PoolClient): (() => void) => {
  let isAnswered = true;
  const sign = () => {
    if (!isAnswered) return;
    isAnswered = false;
    const answered = () => void (isAnswered = true);
    client.query('').then(answered, answered); // a connection that is lost fails the next statement of the work
  };
  const signing = setInterval(sign, mostIdle / 4).unref();
  return () => clearInterval(signing);
};

/** Several statements in one text are answered with a list. */
const rowsOf = <Row extends QueryResultRow>(results: unknown): readonly Row[] =>
  (results as readonly QueryResult<Row>[]).at(-1)?.rows ?? []; // the seam: the types of pg know single statements only
