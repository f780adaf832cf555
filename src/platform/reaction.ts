import type { Event } from '#kernel/event';
import type { Ports } from '#platform/feature';
import type { Recorded } from '#platform/log/event-log';

/**
 * Turns events into commands. Runs after the commit, at least once per event, in order of position; the calls and decisions it
 * makes carry a key derived from the event, so that they take effect once. An event that keeps failing becomes a dead letter, and
 * what follows it in the same stream waits behind it.
 */
export type Reaction = {
  /** `context.name`, for ever: the checkpoint hangs on it. */
  readonly name: `${string}.${string}`;
  readonly on: readonly string[];
  readonly run: (event: never, ports: Ports) => Promise<void>;
  /** Events of different lanes may run at the same time. Default: all stand in one. */
  readonly lane?: (event: never) => string;
};

export const reaction = <E extends Event>(spec: {
  readonly name: `${string}.${string}`;
  readonly on: readonly E['type'][];
  readonly run: (event: Recorded<E>, ports: Ports) => Promise<void>;
}): Reaction => spec;
