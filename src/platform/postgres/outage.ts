import { Rejection } from '#kernel/rejection';
import { codeOf } from '#platform/error-code';

/**
 * Whether the database, or another server that was asked, is away or overloaded: nothing was wrong with the request, and the same may succeed
 * later. Looks through causes, so that an error that reports an outage in other words counts as one.
 */
export const isOutage = (error: unknown): boolean => chain(error).some((each) => isOutageItself(each));

/**
 * Connection exception, insufficient resources, shutdown; a lock that was not free in time; a transaction that was idle for too long; a
 * database that takes no writes, as a standby before it is promoted, or does not exist, as in the middle of a restore.
 */
const states = /^(08|53|57P|55P03$|25P03$|25006$|3D000$)/;

/** Of sockets: Node's own, undici's for peers, nodemailer's for mail servers. */
const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNECTION',
  'EDNS',
]);

/** What node-postgres says without a code. */
const sentences =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered a connection error|was closed) and is not queryable)/;

const isOutageItself = (error: Error): boolean => {
  // A rejection that has crossed the wire has left its cause behind.
  if (error instanceof Rejection) return error.code === 'log.unavailable';
  const given = codeOf(error);
  const code = typeof given === 'string' ? given : '';
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect'; // the socket of a server that is down
  return states.test(code) || unreachable.has(code) || (code === '' && sentences.test(error.message));
};

const mostCauses = 10;

/** The error and its causes. Refused by several addresses at once, Node has one error for each. */
const chain = (error: unknown, depth = 0): readonly Error[] => {
  if (!(error instanceof Error) || depth === mostCauses) return [];
  const parts = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...parts].flatMap((cause) => chain(cause, depth + 1))];
};
