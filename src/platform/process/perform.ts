import type { AnyProcess, Asked } from '#kernel/process';
import type { Known, Progress } from '#kernel/progress';
import { Rejection } from '#kernel/rejection';
import type { Contract } from '#platform/feature';
import type { As } from '#platform/log/react';
import type { Until } from '#platform/process/engine';
import type { Due } from '#platform/process/tables';

export type PerformOptions = {
  readonly as: As;
  readonly until: Until;
  readonly clock: () => Date;
  /** Ends the calls that are under way. */
  readonly stopping: AbortSignal;
};

/** Does what is due, and tells what came of it. Undefined: it need not be done any more. */
export const perform = async (
  process: AnyProcess,
  item: Due,
  { state, version, isFirst }: { readonly state: Progress; readonly version: number; readonly isFirst: boolean },
  options: PerformOptions,
): Promise<Known | undefined> => {
  const { kind, name } = item;
  switch (kind) {
    case 'timer':
      return { type: 'TimerDue', data: { timer: name } };
    case 'deadline':
      return { type: 'DeadlinePassed', data: {} };
    case 'call':
    case 'undo': {
      const call = state.calls.find(({ step }) => step === name);
      const asked = kind === 'call' ? call : call?.undo;
      if (asked === undefined) return undefined;
      const chain = { correlation: state.correlation, causation: `${process.model.name}-${item.id}@${version}` };
      return make(process, item, { asked, chain, isFirst }, options);
    }
  }
};

type Making = {
  readonly asked: Asked;
  readonly chain: { readonly correlation: string; readonly causation: string };
  /** Nobody can have made the call before. */
  readonly isFirst: boolean;
};

const make = async (
  process: AnyProcess,
  item: Due,
  { asked, chain, isFirst }: Making,
  options: PerformOptions,
): Promise<Known> => {
  const { kind, name } = item;
  const late = new AbortController();
  const answered = new AbortController();
  const { timeout = 10_000 } = process;
  const ports = options.as({
    ...chain,
    tenant: item.tenant,
    actor: process.model.name,
    key: `${process.model.name}/${encodeURIComponent(item.id)}/${kind}/${name}`,
    ...(isFirst && { isFirst }),
    signal: AbortSignal.any([late.signal, options.stopping]),
  });
  try {
    const patience = reached(new Date(options.clock().getTime() + timeout), options, answered.signal).then(() => {
      if (answered.signal.aborted) return undefined;
      late.abort();
      throw new Error(`There was no answer within ${timeout / 1_000} s.`);
    });
    const calling = ports.call({ name: asked.contract } as Contract, { ...asked.input }); // the seam: its name is all that a call needs, and all that is kept
    const answer = await Promise.race([calling, patience.then(() => calling)]);
    return kind === 'call' ? { type: 'StepDone', data: { step: name, answer } } : { type: 'StepUndone', data: { step: name } };
  } catch (error) {
    if (kind === 'call' && isRefusal(error))
      return { type: 'StepRefused', data: { step: name, code: error.code, sentence: error.message } };
    return { type: 'ItemFailed', data: { kind, name, error: told(error), ...(isRefusal(error) && { final: true }) } };
  } finally {
    answered.abort('answered'); // a reason of its own, because making the usual one takes longer than the rest of this
  }
};

/** A wait may end before its time, to look at the clock. */
const reached = async (due: Date, { until, clock }: PerformOptions, signal: AbortSignal): Promise<void> => {
  do await until(due, signal);
  while (clock() < due && !signal.aborted);
};

/** An answer that would be the same tomorrow. */
const isRefusal = (error: unknown): error is Rejection =>
  error instanceof Rejection && error.kind !== 'busy' && error.kind !== 'stale';

/** What an operator reads of it. */
export const told = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
