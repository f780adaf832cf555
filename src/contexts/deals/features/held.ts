import type { Progress } from '#kernel/progress';
import { must } from '#kernel/rejection';

/** Refuses the last step of a saga that does not hold all that the deal needs, by the log of the saga: the caller's word does not count. */
export const assertAllHeld = ({ phase, calls }: Progress, lastStep: string): void => {
  const needs = calls.filter(({ step }) => step !== lastStep);
  const isHeld = phase === 'running' && needs.length > 0 && needs.every(({ outcome }) => outcome === 'done');
  must(isHeld, 'deals.not-held', 'What the deal needs is not all held.');
};
