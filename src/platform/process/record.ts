import type { AnyProcess } from '#kernel/process';
import { proceed } from '#kernel/proceed';
import { fold } from '#kernel/model';
import { type Happening, type Known, type ProcessMoved, type Progress, progressOf } from '#kernel/progress';
import { found, Rejection } from '#kernel/rejection';
import type { Folded } from '#platform/log/event-log';
import type { As } from '#platform/log/react';
import { isOutage } from '#platform/postgres/outage';
import { told } from '#platform/process/perform';
import type { Due } from '#platform/process/tables';

/** An instance of a process. */
export type Which = { readonly tenant: string; readonly process: string; readonly id: string };

export type RecordOptions = {
  readonly processes: readonly AnyProcess[];
  readonly as: As;
  readonly clock: () => Date;
  readonly wait: (milliseconds: number) => Promise<void>;
};

/** The process after an outcome; undefined where it is told to another one, which was recorded with it. */
export type After = { readonly after: Folded<Progress> | undefined };

/** `mayRecord`: whether this worker still has the share of the item. */
type Recording = { readonly correlation: string; readonly mayRecord: () => Promise<boolean> };

type By = { readonly correlation: string; readonly actor?: string };

/** The stream of each instance: reads it, and adds what happened with what follows from it. */
export const createRecord = ({ processes, as, clock, wait }: RecordOptions, stopping: AbortSignal) => {
  const models = new Map(processes.map((process) => [process.model.name, { process, model: progressOf(process) }]));

  const partsOf = (name: string) => {
    const parts = models.get(name);
    found(parts !== undefined, 'process.unknown', `There is no process ${name}.`);
    return parts;
  };

  const happenings = (
    which: Which,
    happened: readonly Happening[],
    { correlation, actor = which.process }: By,
  ): Promise<Folded<Progress>> => {
    const { process, model } = partsOf(which.process);
    const at = clock().toISOString();
    return as({ tenant: which.tenant, actor, correlation }).events.decide(
      { process: [model, which.id] },
      ({ process: now }) => {
        const moment = { id: which.id, at, correlation: now.phase === 'none' ? correlation : now.correlation };
        const moves = happened.reduce<readonly ProcessMoved[]>((before, each) => {
          const then = fold({ ...model, initial: now }, before);
          return [...before, ...proceed(process, then, each, moment)];
        }, []);
        return { process: moves };
      },
      ({ process: after }) => after,
      { inTurn: true }, // what comes of steps that were asked for at once comes at once
    );
  };

  const together = new Map<string, { readonly happened: Happening[]; readonly recorded: Promise<Folded<Progress>> }>();

  /** Steps that were asked for at once are often done at once: what comes of them in one turn of the event loop is recorded together. */
  const joined = async (which: Which, happened: Happening, by: By): Promise<After | undefined> => {
    const key = `${which.tenant}\u0000${which.process}\u0000${which.id}`;
    const others = together.get(key);
    if (others !== undefined) {
      others.happened.push(happened);
      return others.recorded.then(() => ({ after: undefined }));
    }
    const all = [happened];
    const record = () => {
      together.delete(key);
      return happenings(which, all, by);
    };
    const recorded = new Promise<void>((resolve) => process.nextTick(resolve)).then(record); // when all that is ready now has run
    together.set(key, { happened: all, recorded });
    return { after: await recorded };
  };

  return {
    happening: (which: Which, happened: Happening, by: By) => happenings(which, [happened], by),
    read: ({ tenant, process, id }: Which): Promise<Folded<Progress>> =>
      as({ tenant, actor: process }).events.read(partsOf(process).model, id),

    /**
     * Records what came of an item, as soon as the database is there; where the process cannot go on from it, that it failed. Undefined when
     * another worker has taken the item over: it makes the call again, with the same key.
     */
    outcome: async (item: Due, happened: Known, { correlation, mayRecord }: Recording): Promise<After | undefined> => {
      const { kind, name } = item;
      let outcome = happened;
      for (let attempt = 1; !stopping.aborted; attempt++) {
        try {
          if (!(await mayRecord())) return undefined;
          if (attempt === 1) return await joined(item, outcome, { correlation });
          return { after: await happenings(item, [outcome], { correlation }) };
        } catch (error) {
          if (error instanceof Rejection && error.code === 'log.restored') return undefined; // the step is one of another history
          if (attempt === 1) continue; // another one's outcome may be what could not be recorded
          if (isOutage(error) || (error instanceof Rejection && error.kind === 'busy')) await wait(500);
          else if (outcome.type === 'ItemFailed') throw error;
          else outcome = { type: 'ItemFailed', data: { kind, name, error: told(error) } };
        }
      }
      return undefined;
    },
  };
};
