import { fold } from '#kernel/model';
import { consequences, deadline, isForwardOnly, type Moment } from '#kernel/consequences';
import type { AnyProcess, Step } from '#kernel/process';
import {
  type Happening,
  type Heard,
  isHeard,
  isPastPivot,
  type ItemName,
  named,
  type ProcessMoved,
  type Progress,
  progressOf,
} from '#kernel/progress';
import { found, must } from '#kernel/rejection';

/** What follows from what happened. Where that was known already, or means nothing any more: nothing. */
export const proceed = (process: AnyProcess, now: Progress, happened: Happening, moment: Moment): readonly ProcessMoved[] => {
  if (!matters(process, now, happened, moment.at)) return [];
  // A refusal cannot turn it back any more: it waits for the operator.
  if (!isHeard(happened) && happened.type === 'StepRefused' && isForwardOnly(process, now) && !isLate(now, happened.data.step)) {
    const { step: name, sentence: error } = happened.data;
    return proceed(process, now, { type: 'ItemFailed', data: { kind: 'call', name, error, final: true } }, moment);
  }
  const told = isForAuthor(now, happened) ? { steps: nextSteps(process, now, happened) } : {};
  const move = consequences(process, now, { happened, ...told }, moment);
  const after = fold({ ...progressOf(process), initial: now }, [move]);
  if (after.phase !== 'compensating' || after.calls.some(({ outcome, undo }) => outcome === 'done' && undo)) return [move];
  const reason = after.reason ?? { code: 'process.turned', sentence: 'The process has turned back.' };
  return [move, ...proceed(process, after, { type: 'Compensated', data: reason }, moment)];
};

const nextSteps = ({ model, next }: AnyProcess, { state }: Progress, happened: Happening): readonly Step[] =>
  next(model.evolve(state, happened), happened);

const matters = (process: AnyProcess, now: Progress, happened: Happening, at: string): boolean => {
  if (isHeard(happened)) return isNews(process, now, happened);
  switch (happened.type) {
    case 'StepDone':
    case 'StepRefused':
      return callOf(now, happened.data.step)?.outcome === 'open';
    case 'StepUndone':
      return callOf(now, happened.data.step)?.outcome === 'done';
    case 'TimerDue':
      return isDue(now, { kind: 'timer', name: happened.data.timer }, at);
    case 'ItemFailed':
      return named(now.agenda, happened.data);
    case 'DeadlinePassed':
      return isDue(now, deadline, at);
    case 'Compensated':
      return true;
    case 'TimerMoved':
    case 'TimerCancelled':
      isThere(now);
      found(named(now.agenda, { kind: 'timer', name: happened.data.timer }), 'process.no-timer', 'There is no such timer.');
      return true;
    case 'RetryAsked':
      isThere(now);
      must(now.stuck.length > 0, 'process.not-waiting', 'This process does not wait for anybody.');
      return true;
    case 'CancelAsked':
      isThere(now);
      must(now.phase === 'running', 'process.not-running', 'This process is over, or on its way back.');
      must(
        process.forwardOnly !== true && !isPastPivot(now),
        'process.past-pivot',
        'This process has passed the point after which it only goes forward.',
      );
      return true;
  }
};

/**
 * Each event once, also one that was laid aside and comes behind later ones. What happened before the event that began it was no news to it
 * then, and is none when it comes again.
 */
const isNews = ({ startedBy }: AnyProcess, { phase, heard }: Progress, { type, position }: Heard): boolean => {
  const [first] = heard;
  if (phase === 'completed' || heard.includes(position)) return false;
  return startedBy.includes(type) || (first !== undefined && position > first);
};

const isThere = ({ phase }: Progress): void => found(phase !== 'none', 'process.unknown', 'There is no such process.');

/** What its author is not told: what an operator does, what fails and is tried again, and what comes too late to change anything. */
const isForAuthor = (now: Progress, happened: Happening): boolean => {
  if (isHeard(happened)) return true;
  switch (happened.type) {
    case 'StepDone':
    case 'StepRefused':
      return now.phase !== 'completed' && !isLate(now, happened.data.step);
    case 'TimerDue':
    case 'Compensated':
      return true;
    case 'StepUndone':
    case 'ItemFailed':
    case 'DeadlinePassed':
    case 'TimerMoved':
    case 'TimerCancelled':
    case 'RetryAsked':
    case 'CancelAsked':
      return false;
  }
};

const callOf = ({ calls }: Progress, name: string) => calls.find(({ step }) => step === name);

const isDue = ({ agenda }: Progress, { kind, name }: ItemName, at: string): boolean =>
  agenda.some((item) => item.kind === kind && item.name === name && item.due <= at);

const isLate = (now: Progress, step: string): boolean => callOf(now, step)?.late === true;
