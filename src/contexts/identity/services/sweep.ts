import type { Service } from '#platform/service';
import { sweepArtifacts } from '../views/artifacts.ts';
import { sweepSteps } from '../views/outside.ts';
import { sweepChallenges } from '../views/passkeys.ts';
import { sweepSecrets } from '../views/secrets.ts';

const hour = 3_600_000;

/** Throws away sessions and tickets that have come to their end. */
export const sweep: Service = {
  name: 'identity.sweep',
  start: async ({ sql, wait, log }) => {
    const stopped = new AbortController();
    const run = async () => {
      while (!stopped.signal.aborted) {
        await Promise.all([sweepSecrets(sql), sweepArtifacts(sql), sweepSteps(sql), sweepChallenges(sql)]).catch(
          (error: unknown) => log.warn({ err: error }, 'Old sessions could not be removed.'),
        );
        await wait(hour);
      }
    };
    void run();
    return { stop: async () => stopped.abort() };
  },
};
