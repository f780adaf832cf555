import process from 'node:process';
import type { Logger } from '#platform/observability/logger';
import type { Metrics } from '#platform/observability/metrics';

/**
 * Keeps the process serving after a rejection that nothing handled: such a bug fails one piece of work, not everybody's. It is
 * logged and counted. An exception that nothing caught still ends the process, because it may have left anything half done.
 */
export const surviveRejections = (log: Logger, { counter }: Pick<Metrics, 'counter'>): void => {
  const count = counter({ name: 'unhandled_rejections', help: 'Rejections that nothing handled. Each is a bug.' });
  process.on('unhandledRejection', (reason) => {
    count();
    log.error({ err: reason }, 'A rejection was not handled. This is a bug; the process continues.');
  });
};
