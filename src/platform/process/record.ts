import type { AnyProcess } from '#kernel/process';
import { proceed } from '#kernel/proceed';
import { type Happening, type Known, type Progress, progressOf } from '#kernel/progress';
import { found, Rejection } from '#kernel/rejection';
import type { Folded } from '#platform/log/event-log';
import type { As } from '#platform/log/react';
import { isOutage } from '#platform/log/transact';
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

type By = { readonly correlation: string; readonly actor?: string };

/** The stream of each instance: reads it, and adds what happened with what follows from it. */
export const createRecord = ({ processes, as, clock, wait }: RecordOptions, stopping: AbortSignal) => {
  const models = new Map(processes.map((process) => [process.model.name, { process, model: progressOf(process) }]));

  const partsOf = (name: string) => {
    const parts = models.get(name);
    found(parts !== undefined, 'process.unknown', `There is no process ${name}.`);
    return parts;
  };

  const happening = (
    which: Which,
    happened: Happening,
    { correlation, actor = which.process }: By,
  ): Promise<Folded<Progress>> => {
    const { process, model } = partsOf(which.process);
    const at = clock().toISOString();
    return as({ tenant: which.tenant, actor, correlation }).events.decide(
      { process: [model, which.id] },
      ({ process: now }) => {
        const moment = { id: which.id, at, correlation: now.phase === 'none' ? correlation : now.correlation };
        return { process: proceed(process, now, happened, moment) };
      },
      ({ process: after }) => after,
      { inTurn: true }, // what comes of steps that were asked for at once comes at once
    );
  };

  return {
    happening,
    read: ({ tenant, process, id }: Which): Promise<Folded<Progress>> =>
      as({ tenant, actor: process }).events.read(partsOf(process).model, id),

    /** Records what came of an item, as soon as the database is there; where the process cannot go on from it, that it failed. */
    outcome: async (item: Due, happened: Known, correlation: string): Promise<Folded<Progress> | undefined> => {
      const { kind, name } = item;
      let outcome = happened;
      while (!stopping.aborted) {
        try {
          return await happening(item, outcome, { correlation });
        } catch (error) {
          if (isOutage(error) || (error instanceof Rejection && error.kind === 'busy')) await wait(500);
          else if (outcome.type === 'ItemFailed') throw error;
          else outcome = { type: 'ItemFailed', data: { kind, name, error: told(error) } };
        }
      }
      return undefined;
    },
  };
};
