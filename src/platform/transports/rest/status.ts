import { Rejection, type RejectionKind } from '#kernel/rejection';
import { isOutage } from '#platform/postgres/outage';

const byKind: Readonly<Record<RejectionKind, number>> = {
  invalid: 400,
  denied: 403,
  missing: 404,
  refused: 409,
  stale: 412,
  busy: 503,
};

/** Where HTTP tells apart what is one kind of no to everybody else. */
const byCode: Readonly<Record<string, number>> = {
  'access.unknown-caller': 401,
  'access.too-many': 429,
  'idempotency.other-request': 422,
  'http.no-method': 405,
  'http.too-slow': 408,
  'http.too-large': 413,
  'http.long-address': 414,
  'http.media-type': 415,
  'http.no-revision': 428,
  'http.large-headers': 431,
};

/** The HTTP status of an error. Not a rejection: 503 when the database or a peer is away, else a bug, 500. */
export const statusOf = (error: unknown): number => {
  if (error instanceof Rejection) return byCode[error.code] ?? (error.code.endsWith('.not-built') ? 501 : byKind[error.kind]);
  return isOutage(error) ? 503 : 500;
};
