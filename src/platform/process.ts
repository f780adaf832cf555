import type { Static, TObject } from 'typebox';
import type { Event } from '#kernel/event';
import type { AnyProcess, Asked, CallStep, Process, Reason, Step } from '#kernel/process';
import type { Contract } from '#platform/feature';

/** Leads one piece of business through several calls: see `Process`. */
export const process = <State, E extends Event>(spec: Process<State, E>): AnyProcess => spec as never; // the seam where processes of many types meet in one list

/** A feature of any context and its input: what `undo` takes. */
export const asked = <I extends TObject>({ name }: Contract<I>, input: Static<I>): Asked => ({ contract: name, input });

/** Calls a feature of any context. It is made again, with the same key, until there is an answer. */
export const call = <I extends TObject>(
  step: string,
  contract: Contract<I>,
  input: Static<I>,
  how: Pick<CallStep, 'undo' | 'pivot'> = {},
): Step => ({ do: 'call', step, ...asked(contract, input), ...how });

/** Sets a timer, or moves it: so many milliseconds from now, or at a time (ISO 8601). */
export const setTimer = (timer: string, due: number | string): Step => ({ do: 'setTimer', timer, due });

export const cancelTimer = (timer: string): Step => ({ do: 'cancelTimer', timer });

/** Turns back: what is done is undone, the latest first; then comes `Compensated`. */
export const compensate = ({ code, sentence }: Reason): Step => ({ do: 'compensate', reason: { code, sentence } });

export const complete: Step = { do: 'complete' };
