import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '#platform/error-code';

/** The server that `DATABASE_URL` names cannot be used. The sentence says what to do. */
export class ServerUnusable extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ServerUnusable';
  }
}

export type WaitOptions = {
  readonly warn: (message: string) => void;
  /** Default one minute. */
  readonly patienceMs?: number;
};

const pauseMs = 250;
const betweenLinesMs = 5_000;

/**
 * Resolves once the server accepts connections, which may be later than the app where both are started together. Throws `ServerUnusable`
 * when it does not in time, and at once when waiting would not help: a wrong password, an unknown host name, an unknown database.
 */
export const waitForServer = async (url: string, { warn, patienceMs = 60_000 }: WaitOptions): Promise<void> => {
  const began = performance.now();
  let nextLine = began;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'almanac' });
    const error = await failureOf(client);
    if (error === undefined) return;
    const place = client.host.startsWith('/') ? client.host : `${client.host}:${client.port}`;
    if (!mayComeUp(error)) throw new ServerUnusable(refusal(error, place, client), error);
    const now = performance.now();
    if (now - began > patienceMs)
      throw new ServerUnusable(
        `The database at ${place} has not accepted a connection for ${patienceMs / 1000} seconds: ${said(error)}. Start it, or correct DATABASE_URL.`,
        error,
      );
    if (now >= nextLine) {
      warn(`Waiting for the database at ${place}: ${said(error)}`);
      nextLine = now + betweenLinesMs;
    }
    await wait(pauseMs);
  }
};

const failureOf = async (client: pg.Client): Promise<unknown> => {
  client.on('error', () => undefined); // reported by `connect`
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
};

// Nobody listens, nobody answers, or a server that starts, stops, or has no connection to spare.
const passing: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT', // the socket file of a server that does not run
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN', // the name server does not answer; an unknown name is ENOTFOUND
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

// What stands in front of a database, as a published port of a container, accepts and hangs up; node-postgres gives these no code.
const hungUp = /^Connection terminated|^timeout expired/;

const mayComeUp = (error: unknown): boolean =>
  passing.has(codeOf(error)) || (error instanceof Error && hungUp.test(error.message));

const refusal = (error: unknown, place: string, { user, database, host }: pg.Client): string => {
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return `The database at ${place} refuses the user “${user}”: ${said(error)}. Correct the user and the password in DATABASE_URL.`;
    case '3D000':
      return `The server at ${place} has no database “${database}”. Create it, or correct DATABASE_URL.`;
    case 'ENOTFOUND':
      return `There is no host “${host}”. Correct DATABASE_URL.`;
    default:
      return `The database at ${place} does not accept a connection: ${said(error)}. Correct DATABASE_URL.`;
  }
};

// An address that stands for several, as localhost, fails with an error without a message; that of one repeats the address.
const said = (error: unknown): string => {
  const code = codeOf(error);
  if (typeof code === 'string' && code.startsWith('E')) return code;
  return error instanceof Error ? error.message : String(error);
};
