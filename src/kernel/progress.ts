import type { Event } from '#kernel/event';
import { assertKnown, definedState } from '#kernel/known-move';
import type { Model } from '#kernel/model';
import type { AnyProcess, CallStep, Outcome, Reason, Step } from '#kernel/process';

/** Something to be done at a time, by whichever worker is there. A call or an undo that is due is made; a timer that is due fires. */
export type Item = {
  readonly kind: 'call' | 'undo' | 'timer' | 'deadline';
  /** The step or the timer. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly due: string;
  /** How often it has failed. */
  readonly failed: number;
};

/** What happened to a process, beside what its author is told. */
type Inner =
  | Event<'StepUndone', { readonly step: string }>
  /** `final`: trying again would not help. */
  | Event<'ItemFailed', ItemName & { readonly error: string; readonly final?: true }>
  | Event<'DeadlinePassed'>
  | Event<'TimerMoved', { readonly timer: string; readonly due: string }>
  | Event<'TimerCancelled', { readonly timer: string }>
  | Event<'RetryAsked'>
  | Event<'CancelAsked'>;

export type ItemName = Pick<Item, 'kind' | 'name'>;

/** An event from the log that the process hears, with its position there. */
export type Heard = Event & { readonly position: number };
export type Known = Outcome | Inner;
export type Happening = Heard | Known;

export const isHeard = (happened: Happening): happened is Heard => 'position' in happened;

/** Forward, back, or at one of the two ends. `turned`: all that was done is undone, and what follows goes forward only. */
export type Phase = 'none' | 'running' | 'compensating' | 'turned' | 'completed';

/** The one event of a process' stream: what happened, and what follows from it. */
export type ProcessMoved = Event<
  'ProcessMoved',
  {
    readonly process: string;
    readonly id: string;
    /** That of the event which began it. */
    readonly correlation: string;
    readonly happened: Event & { readonly position?: number };
    /** Its author was told of it, and wants these steps. */
    readonly steps?: readonly Step[];
    readonly phase: Phase;
    readonly reason?: Reason;
    /** Items put on the agenda, anew or in place of those with their name, and items taken off it. */
    readonly put: readonly Item[];
    readonly off: readonly ItemName[];
    /** Items that wait for the operator. */
    readonly stuck: readonly Stuck[];
  }
>;

export type Stuck = ItemName & { readonly error: string };

export type Call = Omit<CallStep, 'do'> & {
  readonly outcome: 'open' | 'done' | 'refused' | 'undone';
  /** It was still open when the process turned back: should it turn out done, it is undone. */
  readonly late?: true;
};

export type Progress = {
  readonly phase: Phase;
  /** The author's. */
  readonly state: unknown;
  readonly calls: readonly Call[];
  readonly agenda: readonly Item[];
  readonly stuck: readonly Stuck[];
  readonly reason?: Reason;
  /** Positions of the events heard, the one that began it first: what is handed over twice is heard once. */
  readonly heard: readonly number[];
  readonly correlation: string;
};

/** Raised when `Progress` changes its shape. */
const shape = 1;

// Shared by all apps of a process: a pure cache. Everybody who reads a stream of a process has one model, and so one folded state.
const models = new WeakMap<AnyProcess, Model<Progress, ProcessMoved>>();

/** How the events of a process' stream add up. */
export const progressOf = (process: AnyProcess): Model<Progress, ProcessMoved> => {
  const known = models.get(process) ?? modelOf(process);
  models.set(process, known);
  return known;
};

const modelOf = ({ model }: AnyProcess): Model<Progress, ProcessMoved> => ({
  name: model.name,
  version: shape + (model.version ?? 1),
  initial: { phase: 'none', state: model.initial, calls: [], agenda: [], stuck: [], heard: [], correlation: '' },
  evolve: (before, move) => {
    assertKnown(model.name, move);
    const { happened, steps, phase, reason, put, off, stuck, correlation } = move.data;
    return {
      ...before,
      phase,
      state: steps === undefined ? before.state : definedState(model.name, model.evolve(before.state, happened), happened),
      calls: callsAfter(before, happened, steps ?? [], phase),
      agenda: [...before.agenda.filter((item) => !named(off, item) && !named(put, item)), ...put],
      stuck,
      correlation,
      heard: happened.position === undefined ? before.heard : [...before.heard, happened.position],
      ...(reason === undefined ? {} : { reason }),
    };
  },
});

export const named = (items: readonly ItemName[], { kind, name }: ItemName): boolean =>
  items.some((item) => item.kind === kind && item.name === name);

/** A step after which there is no way back has been asked, and not been refused. */
export const isPastPivot = ({ calls }: Pick<Progress, 'calls'>): boolean =>
  calls.some(({ pivot, outcome }) => pivot === true && outcome !== 'refused');

const outcomes: Readonly<Record<string, Call['outcome']>> = { StepDone: 'done', StepRefused: 'refused', StepUndone: 'undone' };

export const callsAfter = (before: Progress, { type, data }: Event, steps: readonly Step[], phase: Phase): readonly Call[] => {
  const outcome = outcomes[type];
  const turns = phase === 'compensating' && before.phase === 'running';
  const earlier = before.calls.map((call): Call => {
    const now = outcome !== undefined && 'step' in data && data.step === call.step ? { ...call, outcome } : call;
    return turns && now.outcome === 'open' ? { ...now, late: true } : now;
  });
  const asked = steps.filter((step) => step.do === 'call').map(({ do: _, ...step }): Call => ({ ...step, outcome: 'open' }));
  return [...earlier, ...asked];
};
