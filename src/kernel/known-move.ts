import { Rejection } from '#kernel/rejection';
import type { Event } from '#kernel/event';
import type { Known, Phase, ProcessMoved } from '#kernel/progress';

/** A newer version has written what this one cannot add up. */
class UnknownMove extends Rejection {
  constructor(process: string, what: string) {
    super(
      'busy',
      'process.unknown-move',
      `The process ${process} holds ${what}, which this version does not know. Start the version that wrote it, or a newer one.`,
    );
    this.name = 'UnknownMove';
  }
}

const phases: Readonly<Record<Phase, true>> = { none: true, running: true, compensating: true, turned: true, completed: true };

const known: Readonly<Record<Known['type'], true>> = {
  StepDone: true,
  StepRefused: true,
  StepUndone: true,
  TimerDue: true,
  TimerMoved: true,
  TimerCancelled: true,
  ItemFailed: true,
  DeadlinePassed: true,
  Compensated: true,
  RetryAsked: true,
  CancelAsked: true,
};

/** Throws where a stored move says what this version does not know: added up all the same, it would lead to wrong steps. */
export const assertKnown = (process: string, { type, data }: Event & Pick<ProcessMoved, 'data'>): void => {
  if (type !== 'ProcessMoved') throw new UnknownMove(process, `an event of type ${type}`);
  const { happened, phase } = data;
  if (!Object.hasOwn(phases, phase)) throw new UnknownMove(process, `the phase ${phase}`);
  if (happened.position === undefined && !Object.hasOwn(known, happened.type)) throw new UnknownMove(process, happened.type);
};

/** The author's state, which an `evolve` that does not know an event leaves undefined. */
export const definedState = (process: string, state: unknown, { type }: Event): unknown => {
  if (state === undefined) throw new UnknownMove(process, `an event of type ${type}`);
  return state;
};
