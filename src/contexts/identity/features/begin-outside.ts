import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { putStep } from '../views/outside.ts';

const minutes = 60_000;

export const beginOutside = ({ outside, secrets }: World) =>
  command({
    name: 'identity.beginOutside',
    summary: 'Begins a sign-in at the outside provider that is set: answers where to go, and what to come back with.',
    access: 'anyone',
    public: true,
    input: t.Object({}),
    output: t.Object({ address: t.String(), state: t.String() }),
    run: async (_, { sql, tenant, now, url }) => {
      found(outside !== undefined, 'identity.no-outside', 'No outside provider is set here.');
      const { address, state, nonce, verifier } = await outside.begin(`${url()}/sign-in/outside/back`);
      const until = new Date(now().getTime() + 15 * minutes);
      await putStep(sql, { hash: secrets.hash(state), tenant, nonce, verifier, until });
      return { address, state };
    },
  });
