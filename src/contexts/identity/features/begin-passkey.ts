import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { remember } from './passkey-challenge.ts';

export const beginPasskey = (world: World) =>
  command({
    name: 'identity.beginPasskey',
    summary: 'Answers what the browser hands to an authenticator to sign in with a passkey.',
    access: 'anyone',
    public: true,
    input: t.Object({}),
    output: t.Object({ options: t.Unknown() }),
    run: async (_, ports) => {
      const options = await world.passkeys.askToSign(ports.url());
      await remember(world, ports, options.challenge, null);
      return { options };
    },
  });
