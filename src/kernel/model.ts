import type { Event } from '#kernel/event';

/** How the events of one stream add up to the state that decisions need. */
export type Model<State, E extends Event> = {
  /** Names the stream: `<name>-<id>`. Never changes. */
  readonly name: string;
  readonly initial: State;
  readonly evolve: (state: State, event: E) => State;
  /** Raised when `State` changes its shape, so that snapshots of the old shape are not used. Default 1. */
  readonly version?: number;
};

export const fold = <State, E extends Event>(model: Model<State, E>, events: readonly E[]): State =>
  events.reduce(model.evolve, model.initial);
