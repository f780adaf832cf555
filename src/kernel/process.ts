import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';

/** Why a process turned back. The code is for machines, the sentence for people. */
export type Reason = { readonly code: string; readonly sentence: string };

/** A feature of any context, by its name, and what it is asked. */
export type Asked = { readonly contract: string; readonly input: object };

/** What a process wants to happen next. */
export type Step =
  | CallStep
  /** Sets a timer, or moves it: so many milliseconds after what has just happened, or at a time (ISO 8601). */
  | { readonly do: 'setTimer'; readonly timer: string; readonly due: number | string }
  | { readonly do: 'cancelTimer'; readonly timer: string }
  /** Turns back: what is done is undone, the latest first; then comes `Compensated`. */
  | { readonly do: 'compensate'; readonly reason: Reason }
  | { readonly do: 'complete' };

export type CallStep = Asked & {
  readonly do: 'call';
  /** Names the step within the process, once. Its idempotency key is made of it. */
  readonly step: string;
  /** Gives back what the step has done. It must also do when there is nothing to give back. */
  readonly undo?: Asked;
  /** Once this is asked there is no way back: no deadline, no cancelling; and once it is done, only forward. */
  readonly pivot?: true;
};

/** What became of a step. */
export type Outcome =
  | Event<'StepDone', { readonly step: string; readonly answer: unknown }>
  | Event<'StepRefused', { readonly step: string } & Reason>
  | Event<'TimerDue', { readonly timer: string }>
  | Event<'Compensated', Reason>;

/**
 * Leads one piece of business through several calls (a saga). Its model folds the events it hears and what became of its steps;
 * `next` says, from the state with the event folded in, which steps follow. Both are pure.
 */
export type Process<State, E extends Event> = {
  /** Its name, `context.name`, stands for the process for ever. */
  readonly model: Model<State, E | Outcome>;
  readonly startedBy: readonly E['type'][];
  /** The events it hears, and whose they are: the id of the instance. Only those in `startedBy` begin one. */
  readonly on: { readonly [T in E['type']]: (event: Extract<E, { readonly type: T }>) => string };
  /** Milliseconds from the start until it turns back by itself. None: it has all the time. */
  readonly deadline?: number;
  /** There is no way back from what began it: what is refused waits for the operator, and nobody can cancel it. */
  readonly forwardOnly?: true;
  /** Milliseconds until a call counts as unanswered and is made again with the same key. Default 10,000. */
  readonly timeout?: number;
  readonly next: (state: State, event: E | Outcome) => readonly Step[];
};

/** A process of whatever state and events, as the machinery meets it. */
export type AnyProcess = Omit<Process<unknown, Event>, 'on'> & {
  readonly on: Readonly<Record<string, (event: Event) => string>>;
};
