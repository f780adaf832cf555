import type { Service } from '#platform/service';
import type { World } from '../ports.ts';

/** Lets go of where attempts are counted when the server stops. */
export const closeAttempts = ({ attempts }: World): Service => ({
  name: 'identity.closeAttempts',
  start: async () => ({ stop: attempts.close }),
});
