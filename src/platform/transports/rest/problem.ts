import { STATUS_CODES } from 'node:http';
import { Rejection } from '#kernel/rejection';
import { InvalidInput, type InputError } from '#platform/validation/invalid-input';
import { statusOf } from './status.ts';

/** What went wrong, as RFC 9457 tells it. `kind` lets a peer raise the same rejection again. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  /** Stable for ever, for programs. */
  readonly code: string;
  readonly kind?: string;
  readonly correlation: string;
  readonly errors?: readonly InputError[];
};

/** The problem that an error is. Of bugs and outages it tells nothing but where to look. */
export const problemOf = (error: unknown, request: { readonly url: string; readonly id: string }): Problem => {
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  const instance = pathOf(request.url);
  const of = (code: string, detail: string) => ({
    type: `urn:almanac:problem:${code}`,
    title,
    status,
    detail,
    instance,
    code,
    correlation: request.id,
  });
  if (!(error instanceof Rejection))
    return status === 503 ? of('platform.unavailable', unavailable) : of('platform.failed', failed);
  const problem = { ...of(error.code, error.message), kind: error.kind };
  return error instanceof InvalidInput ? { ...problem, errors: error.errors } : problem;
};

const unavailable = 'A part that this needs, such as the database, does not answer. Please try again in a moment.';
const failed = 'Something went wrong here. The reason stands in the log, under the correlation id.';

/** A query string may hold what people search for: it is told to nobody. */
export const pathOf = (url: string): string => {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
};
