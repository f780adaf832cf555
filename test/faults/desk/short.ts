import { expect, onTestFailed } from 'vitest';
import { type Fault, type Outcome, play } from './play.ts';
import type { Stage } from './stage.ts';

const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);

/** Puts the same stage under load again and again, each time with other faults, and expects that each run keeps every promise. */
export const shortForms = (stage: Stage) => {
  let earlier: Outcome | undefined;
  return async (calm: number, ...faults: readonly Fault[]): Promise<Outcome> => {
    onTestFailed(() => {
      const logged = stage.actors.map((actor) => actor.logged().slice(-4_000)).join('\n');
      process.stderr.write(`  FAULT_SEED=${seed}\n${logged}\n`);
    });
    const known = new Set(earlier?.findings.map(({ text }) => text));
    const outcome = await play({ stage, seed, calm, faults, dealers: 6, patience: 15_000, ...(earlier && { earlier }) });
    earlier = outcome;
    expect(outcome.findings.filter(({ text }) => !known.has(text))).toEqual([]);
    expect(outcome.lies).toEqual([]);
    return outcome;
  };
};
