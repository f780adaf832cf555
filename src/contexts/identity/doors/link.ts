import type { FastifyInstance } from 'fastify';
import type { DoorPorts } from '#platform/door';
import { owner } from '#platform/owner';
import { answering, caller, fieldsOf } from './form.ts';
import { enter, type Entered, told } from './sign-in.ts';

/** `/sign-in/link?code=…`, as a start on one's own machine prints it: turns the code, once, into a session of the owner. */
export const linkPage = (server: FastifyInstance, ports: DoorPorts): void => {
  server.get(
    '/sign-in/link',
    { exposeHeadRoute: false }, // looking at a link does not use it up
    answering(async (request, reply) => {
      ports.redeem(fieldsOf(request.query)['code'] ?? '');
      const atTheMachine = caller(request, { ...owner, credential: { kind: 'installation' } });
      const answer = await ports.call('identity.signInByLink', told(ports, request), atTheMachine);
      await enter(ports, reply, answer as Entered); // what the feature says it answers
      return { goTo: '/docs' };
    }),
  );
};
