import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { errorFields } from './error-fields.ts';

export type { Logger };

/**
 * JSON lines on the standard output, with ISO times. Lines are written together, a few milliseconds late: one write per request
 * would cost as much as the request. What must not appear here: secrets, tokens, query strings, the text of notes and connections.
 */
export const logger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFields },
    },
    destination ?? pino.destination({ sync: false, minLength: 8_192, periodicFlush: 100 }),
  );
