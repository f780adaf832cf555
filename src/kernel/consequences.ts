import { fold } from '#kernel/model';
import type { AnyProcess, Reason, Step } from '#kernel/process';
import {
  callsAfter,
  type Happening,
  isHeard,
  isPastPivot,
  type Item,
  type ItemName,
  type Known,
  named,
  type ProcessMoved,
  type Progress,
  progressOf,
} from '#kernel/progress';

/** Which instance, and when (ISO 8601, UTC). */
export type Moment = { readonly id: string; readonly at: string; readonly correlation: string };

/** What happened, and the steps that the author wants; none where the author is not told. */
export type Told = { readonly happened: Happening; readonly steps?: readonly Step[] };

/** How the phase and the agenda change. */
type Plan = Pick<ProcessMoved['data'], 'phase' | 'reason' | 'put' | 'off' | 'stuck'>;

const expired: Reason = { code: 'process.deadline', sentence: 'This was not finished in time.' };
const cancelled: Reason = { code: 'process.cancelled', sentence: 'An operator has cancelled this.' };
export const deadline: ItemName = { kind: 'deadline', name: 'deadline' };

/** What has failed so often, which takes about a quarter of an hour, waits for the operator. */
const mostFailures = 20;

/** Milliseconds until what has failed so often is tried again: 1 s, 2 s, 4 s … a minute. */
const backOff = (failed: number): number => Math.min(500 * 2 ** failed, 60_000);

/** What an event means for the phase and the agenda of a process. */
export const consequences = (process: AnyProcess, now: Progress, told: Told, { id, at, correlation }: Moment): ProcessMoved => {
  const { happened, steps = [] } = told;
  const move = ({ reason, ...plan }: Plan): ProcessMoved => {
    const known = told.steps === undefined ? {} : { steps: told.steps };
    return {
      type: 'ProcessMoved',
      data: {
        process: process.model.name,
        id,
        correlation,
        happened,
        ...known,
        ...plan,
        ...(reason === undefined ? {} : { reason }),
      },
    };
  };
  const before: Plan = { phase: now.phase, put: [], off: [], stuck: now.stuck, ...(now.reason && { reason: now.reason }) };
  const begun = now.phase === 'none' ? begin(before, process, at) : before;
  const taken = isHeard(happened) ? begun : take(begun, now, { happened, at });
  const seen = { ...now, calls: callsAfter(now, happened, [], taken.phase) };
  const stepped = steps.reduce((plan, step) => follow(plan, seen, { step, at }), taken);
  const after = fold({ ...progressOf(process), initial: now }, [move(stepped)]);
  const undo = nextUndo(after);
  return move(undo === undefined ? stepped : put(stepped, { kind: 'undo', name: undo, due: at, failed: 0 }));
};

const begin = (plan: Plan, process: AnyProcess, at: string): Plan => {
  const running: Plan = { ...plan, phase: 'running' };
  if (process.deadline === undefined) return running;
  return put(running, { ...deadline, due: later(at, process.deadline), failed: 0 });
};

/** What happened is off the agenda, or comes again. */
const take = (plan: Plan, now: Progress, { happened, at }: { readonly happened: Known; readonly at: string }): Plan => {
  switch (happened.type) {
    case 'StepDone':
    case 'StepRefused':
      return drop(plan, now, { kind: 'call', name: happened.data.step });
    case 'StepUndone':
      return drop(plan, now, { kind: 'undo', name: happened.data.step });
    case 'TimerDue':
    case 'TimerCancelled':
      return drop(plan, now, { kind: 'timer', name: happened.data.timer });
    case 'TimerMoved':
      return put(plan, { kind: 'timer', name: happened.data.timer, due: happened.data.due, failed: 0 });
    case 'DeadlinePassed':
      return turnBack(drop(plan, now, deadline), now, { reason: expired, at });
    case 'CancelAsked':
      return turnBack(plan, now, { reason: cancelled, at });
    case 'RetryAsked':
      return again(plan, at);
    case 'Compensated':
      return { ...plan, phase: 'turned' };
    case 'ItemFailed': {
      const { kind, name, error, final } = happened.data;
      const failed = 1 + (now.agenda.find((item) => named([item], { kind, name }))?.failed ?? 0);
      if (final !== true && failed < mostFailures) return put(plan, { kind, name, due: later(at, backOff(failed)), failed });
      const dropped = drop(plan, now, { kind, name });
      return { ...dropped, stuck: [...dropped.stuck, { kind, name, error }] };
    }
  }
};

const follow = (plan: Plan, now: Progress, { step, at }: { readonly step: Step; readonly at: string }): Plan => {
  switch (step.do) {
    case 'call': {
      if (now.calls.some((call) => call.step === step.step) || named(plan.put, { kind: 'call', name: step.step }))
        throw new Error(`The step ${step.step} is asked for a second time.`);
      const asked = put(plan, { kind: 'call', name: step.step, due: at, failed: 0 });
      return step.pivot ? drop(asked, now, deadline) : asked;
    }
    case 'setTimer': {
      const due = typeof step.due === 'string' ? step.due : later(at, step.due);
      return put(plan, { kind: 'timer', name: step.timer, due, failed: 0 });
    }
    case 'cancelTimer':
      return drop(plan, now, { kind: 'timer', name: step.timer });
    case 'compensate':
      if (plan.phase !== 'running' || isPastPivot(now))
        throw new Error(`It turns back (${step.reason.code}) where there is only forward.`);
      return turnBack(plan, now, { reason: step.reason, at });
    case 'complete':
      return { ...endTimers(plan, now), phase: 'completed' };
  }
};

/** After the pivot, and after all was undone, there is no turning back. */
export const isForwardOnly = ({ forwardOnly }: Pick<AnyProcess, 'forwardOnly'>, now: Progress): boolean =>
  forwardOnly === true || now.phase === 'turned' || now.calls.some(({ pivot, outcome }) => pivot === true && outcome === 'done');

/** What had been given up may have taken effect all the same: it is asked again, so that it can be undone. */
const turnBack = (plan: Plan, now: Progress, { reason, at }: { readonly reason: Reason; readonly at: string }): Plan =>
  again({ ...endTimers(plan, now), phase: 'compensating', reason }, at);

const again = (plan: Plan, at: string): Plan =>
  plan.stuck.reduce<Plan>((rest, { kind, name }) => put(rest, { kind, name, due: at, failed: 0 }), { ...plan, stuck: [] });

const endTimers = (plan: Plan, now: Progress): Plan =>
  [...now.agenda, ...plan.put]
    .filter(({ kind }) => kind === 'timer' || kind === 'deadline')
    .reduce((rest, item) => drop(rest, now, item), plan);

const put = (plan: Plan, item: Item): Plan => ({
  ...plan,
  put: [...plan.put.filter((other) => !named([item], other)), item],
  off: plan.off.filter((other) => !named([item], other)),
});

const drop = (plan: Plan, { agenda }: Progress, { kind, name }: ItemName): Plan => {
  const item = { kind, name };
  return {
    ...plan,
    put: plan.put.filter((other) => !named([item], other)),
    off: named(agenda, item) && !named(plan.off, item) ? [...plan.off, item] : plan.off,
    stuck: plan.stuck.filter((other) => !named([item], other)),
  };
};

/** The step to be undone now: one after the other, the latest first; what was done too late is undone whenever that comes out. */
const nextUndo = ({ phase, calls, agenda, stuck }: Progress): string | undefined => {
  if ([...agenda, ...stuck].some(({ kind }) => kind === 'undo')) return undefined;
  return calls.findLast(
    ({ undo, outcome, late }) =>
      undo && outcome === 'done' && (phase === 'compensating' || (late === true && phase !== 'running')),
  )?.step;
};

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString();
