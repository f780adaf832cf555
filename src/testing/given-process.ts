import assert from 'node:assert/strict';
import type { Event } from '#kernel/event';
import { fold } from '#kernel/model';
import type { AnyProcess, Step } from '#kernel/process';

/** Given what a process has heard and what became of its steps, when this happens, then it wants these steps. */
export const givenProcess = ({ model, next }: AnyProcess, ...before: readonly Event[]) => ({
  when: (happened: Event) => {
    const steps = () => next(fold(model, [...before, happened]), happened);
    return {
      then: (...expected: readonly Step[]) => assert.deepEqual(steps(), expected),
      thenNothing: () => assert.deepEqual(steps(), []),
    };
  },
});

export const done = (step: string, answer: unknown = {}): Event => ({ type: 'StepDone', data: { step, answer } });
export const refused = (step: string, code: string, sentence: string): Event => ({
  type: 'StepRefused',
  data: { step, code, sentence },
});
export const timerDue = (timer: string): Event => ({ type: 'TimerDue', data: { timer } });
export const compensated = (code: string, sentence: string): Event => ({ type: 'Compensated', data: { code, sentence } });
