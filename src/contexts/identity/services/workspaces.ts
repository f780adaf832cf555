import type { Service, ServicePorts } from '#platform/service';

/** Hands out the ports of any workspace, for the few calls that act on another than their caller's. */
export const everyWorkspace = (ready: (as: ServicePorts['as']) => void): Service => ({
  name: 'identity.everyWorkspace',
  start: async ({ as }) => {
    ready(as);
    return { stop: async () => undefined };
  },
});
