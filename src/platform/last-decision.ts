import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';

/**
 * Runs a command whose decision must be its last effect: the decision answers the key of the call, so a repeat would never make
 * what should have followed. Every call is watched, not only those with a key, so that any test of a careless command finds it.
 * A bug is reported before the effect, and the effect still happens unless `onBug` throws: without it, the command would be half
 * done for certain.
 */
export const lastDecision =
  (changes: (feature: string) => boolean, onBug: (bug: Error) => void) =>
  async (name: string, ports: Ports, act: (ports: Ports) => Promise<unknown>): Promise<unknown> => {
    const { events } = ports;
    let decisions = 0; // made, or being made
    let calls = 0; // of commands, being made
    const report = (what: string) => onBug(new Error(`${name} ${what}. It needs \`effects: 'many'\`, or one decision.`));

    const decide = async (...given: Parameters<typeof events.decide>) => {
      if (decisions > 0) report('decides after its decision');
      if (calls > 0) report('decides while a call is under way');
      decisions++;
      try {
        return await events.decide(...given);
      } catch (error) {
        decisions--;
        throw error;
      }
    };

    const call = async (...given: Parameters<typeof ports.call>) => {
      const [contract] = given;
      if (!changes(contract.name)) return ports.call(...given);
      if (decisions > 0) report(`calls ${contract.name} after its decision`);
      calls++;
      try {
        return await ports.call(...given);
      } finally {
        calls--;
      }
    };

    const own: Ports = {
      ...ports,
      events: { ...events, decide: decide as typeof events.decide }, // the seam: it passes on what it is given
      call: call as typeof ports.call, // as above
    };
    try {
      return await act(own);
    } catch (error) {
      if (decisions > 0 && error instanceof Rejection && error.kind !== 'busy') report('refuses after its decision');
      throw error;
    }
  };
