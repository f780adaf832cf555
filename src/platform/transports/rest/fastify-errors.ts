import { Rejection } from '#kernel/rejection';

const mebibytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 100) / 100} MiB`;

export const tooLarge = (bytes: number): Rejection =>
  new Rejection('invalid', 'http.too-large', `The body is longer than ${mebibytes(bytes)}.`);
export const wrongMediaType = (wanted: string): Rejection =>
  new Rejection('invalid', 'http.media-type', `The body must be ${wanted}.`);
export const malformed = (sentence: string): Rejection => new Rejection('invalid', 'http.malformed', sentence);

/** What fastify refuses by itself, in our words; every other error as it is. */
export const translated = (error: unknown, bytes: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(bytes);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return wrongMediaType('application/json');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return malformed('The body is not as long as its Content-Length says.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_INVALID_URL':
      return malformed('The address is malformed.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Rejection('invalid', 'http.long-address', 'A part of the address is too long.');
    default:
      return error;
  }
};
