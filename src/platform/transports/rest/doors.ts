import type { FastifyInstance } from 'fastify';
import { valid } from '#kernel/rejection';
import { unknownCaller } from '#platform/layers/access';
import type { DoorPorts } from '#platform/door';
import type { Runtime } from '#platform/runtime';
import type { SignInCodes } from '#platform/sign-in-code';
import type { Tokens } from '#platform/token';
import { giveSecret, isSecure, refuseOtherSites, secretIn, takeSecret } from './cookie.ts';
import { tokenOf } from './identify.ts';

type DoorParts = { readonly runtime: Runtime; readonly tokens: Tokens; readonly codes: SignInCodes };

/** Opens the doors that contexts have of their own. */
export const addDoors = async (server: FastifyInstance, { runtime, tokens, codes }: DoorParts): Promise<void> => {
  const whoIs: DoorPorts['whoIs'] = async (request) => {
    const token = tokenOf(request);
    const identity = token === undefined ? undefined : await tokens.identify(token);
    return identity?.peer === undefined ? identity : undefined; // pages are for people
  };
  const ports: DoorPorts = {
    call: (name, input, caller) => runtime.runInside(name, input, { caller, notes: {} }),
    whoIs,
    callerOf: async (request) => {
      const identity = await whoIs(request);
      if (identity === undefined) throw unknownCaller();
      return { ...identity, correlation: request.id, address: request.ip };
    },
    fromHere: refuseOtherSites,
    letIn: giveSecret,
    letOut: takeSecret,
    redeem: (code) =>
      valid(
        codes.redeem(code),
        'access.bad-code',
        'This link has been used or is older than ten minutes. `almanac token` prints your token.',
      ),
    isSecure,
    secretOf: secretIn,
  };
  for (const { door } of runtime.contexts)
    if (door)
      await server.register(async (scope) => {
        scope.addHook('onRoute', (route) => {
          route.config = { ...route.config, open: true };
        });
        await door(scope, ports);
      });
};
