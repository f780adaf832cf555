import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Context } from '#platform/context';
import { command, type Feature } from '#platform/feature';
import { callAt, type Peer, type Peers } from '#platform/peer';

const contract = {
  name: 'platform.forgetSubject',
  summary:
    'Destroys the key of a person, here and at the peers: nothing personal of them can be read again, and events, positions and sums stay as they are.',
  input: t.Object({
    subject: t.String({ minLength: 1, maxLength: 100, description: 'the id of the person' }),
    here: t.Boolean({ default: false, description: 'in this process only' }),
  }),
  output: t.Object({}),
};

type Assertion = NonNullable<Context['assertForgettable']>;

export const forgetSubject = (peers: Peers, assertions: readonly Assertion[] = []): Feature =>
  command({
    ...contract,
    access: 'platform:admin',
    public: true,
    peers: 'in-its-workspaces',
    effects: 'many', // at every peer
    run: async ({ subject, here }, ports) => {
      const { personal, caller } = ports;
      for (const assertForgettable of assertions) await assertForgettable(subject, ports);
      const places = here ? [] : [...new Map(Object.values(peers).map((peer) => [peer.url, peer])).values()];
      const there = await Promise.all(places.map((peer) => forgetAt(peer, subject, caller))); // a refusal there leaves everything here
      const known = [...there, await personal.forget(subject)];
      found(known.includes(true), 'personal.no-subject', `Nothing personal is known of ${subject}.`);
      return {};
    },
  });

/** Whether anything was known there. */
const forgetAt = async (peer: Peer, subject: string, caller: Caller): Promise<boolean> => {
  try {
    await callAt(peer, contract, { subject, here: true }, caller);
    return true;
  } catch (error) {
    if (error instanceof Rejection && error.code === 'personal.no-subject') return false;
    throw error;
  }
};
