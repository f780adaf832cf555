import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import { command, type Feature, type Ports } from '#platform/feature';
import { owner } from '#platform/owner';
import type { Engine } from '#platform/process/engine';
import { waitingAfter } from '#platform/process/tables';

const page = 100;
const minutes = 60_000;

/** Retries everything that has given up, as after an outage of a peer. The owner of the installation does so for all workspaces. */
export const retryProcesses = (engine: () => Engine): Feature =>
  command({
    name: 'process.retryProcesses',
    summary: 'Retries every process that waits for an operator. Safe to repeat: what still fails waits again.',
    access: 'platform:admin',
    public: true,
    deadline: 10 * minutes,
    input: t.Object({}),
    output: t.Object({ retried: t.Integer() }),
    run: async (_, ports) => ({ retried: await retryAll(engine(), ports) }),
  });

const retryAll = async (engine: Engine, { sql, tenant, caller }: Ports): Promise<number> => {
  const whose = tenant === owner.tenant ? null : tenant;
  const failures: unknown[] = [];
  let retried = 0;
  for (let after = { tenant: '', process: '', id: '' }; ; ) {
    const waiting = await waitingAfter(sql, whose, { after, limit: page });
    const outcomes = await Promise.allSettled(waiting.map((which) => retry(engine, which, caller)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') failures.push(outcome.reason);
      else if (outcome.value) retried++;
    }
    const last = waiting.at(-1);
    if (last === undefined || waiting.length < page || caller.signal?.aborted === true) break;
    after = last;
  }
  if (failures.length > 0) throw failures[0]; // one that cannot be read keeps none of the others waiting
  return retried;
};

/** False where it does not wait any more, or where another process of the installation runs it. */
const retry = async (engine: Engine, which: Parameters<Engine['intervene']>[0], caller: Ports['caller']): Promise<boolean> => {
  try {
    await engine.intervene(which, { type: 'RetryAsked', data: {} }, caller);
    return true;
  } catch (error) {
    if (error instanceof Rejection && passed.has(error.code)) return false;
    throw error;
  }
};

const passed: ReadonlySet<string> = new Set(['process.not-waiting', 'process.unknown']);
