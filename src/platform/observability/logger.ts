import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

/**
 * JSON lines on the standard output, with ISO times. Lines are written together, a few milliseconds late: one write per request
 * would cost as much as the request. What must not appear here: secrets, tokens, query strings and the text of notes.
 */
export const logger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    { level, base: null, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination ?? pino.destination({ sync: false, minLength: 8_192, periodicFlush: 100 }),
  );
