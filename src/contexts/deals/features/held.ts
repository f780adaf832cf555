import type { Progress } from '#kernel/progress';
import { must } from '#kernel/rejection';

/** Refuses the last step of a saga that has not taken all that the deal needs: the log of the saga tells, and not whoever asks for the step. */
export const assertAllHeld = ({ phase, calls }: Progress, lastStep: string): void => {
  const needs = calls.filter(({ step }) => step !== lastStep);
  const isHeld = phase === 'running' && needs.length > 0 && needs.every(({ outcome }) => outcome === 'done');
  must(isHeld, 'deals.not-held', 'What the deal needs is not all held.');
};
