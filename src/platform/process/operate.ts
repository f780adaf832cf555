import { Type as t } from 'typebox';
import type { AnyProcess } from '#kernel/process';
import type { Happening, Progress } from '#kernel/progress';
import { progressOf } from '#kernel/progress';
import { found } from '#kernel/rejection';
import { type Context, context } from '#platform/context';
import { command, type Feature, type Ports, query } from '#platform/feature';
import type { Engine } from '#platform/process/engine';
import { retryProcesses } from '#platform/process/retry';
import { agenda, instances, listed, timersOf } from '#platform/process/tables';
import type { Reaction } from '#platform/reaction';

const Which = t.Object({ process: t.String({ description: '`context.name`, as `listProcesses` names it' }), id: t.String() });
const Timer = t.Object({ ...Which.properties, timer: t.String() });
const Limit = t.Integer({ minimum: 1, maximum: 1_000, default: 100 });
const Status = t.Object({ phase: t.String(), waiting: t.Boolean() });
const Time = t.String({ description: 'ISO 8601, UTC' });

const Listed = t.Object({
  ...Which.properties,
  ...Status.properties,
  reason: t.Union([t.String(), t.Null()], { description: 'why it turned back' }),
  error: t.Union([t.String(), t.Null()], { description: 'of what it waits with' }),
  startedAt: Time,
  changedAt: Time,
});
const Item = t.Object({ kind: t.String(), name: t.String(), due: Time, failed: t.Integer() });

/** What the processes of all contexts bring with them, as a context like any other: their agendas, the events they hear, and the operator's features. */
export const processing = (processes: readonly AnyProcess[], engine: () => Engine): Context =>
  context({
    name: 'process',
    home: import.meta.dirname,
    rest: {},
    features: [
      listProcesses,
      showProcess(processes),
      intervention('process.retryProcess', 'Tries once more what a process waits with.', engine, {
        type: 'RetryAsked',
        data: {},
      }),
      retryProcesses(engine),
      intervention('process.cancelProcess', 'Turns a process back that is not past its pivot: what is done is undone.', engine, {
        type: 'CancelAsked',
        data: {},
      }),
      listTimers,
      moveTimer(engine),
      cancelTimer(engine),
    ],
    views: [instances, agenda],
    reactions: processes.map((process) => hearing(process, engine)),
  });

const hearing = (process: AnyProcess, engine: () => Engine): Reaction => ({
  name: process.model.name as Reaction['name'], // the name of a process is `context.name`
  on: Object.keys(process.on),
  lane: (event) => process.on[(event as { type: string }).type]?.(event) ?? '', // the seam: `on` names the types that are handed over
  run: (event) => engine().hear(process, event),
});

const listProcesses = query({
  name: 'process.listProcesses',
  summary: 'Lists processes, the newest first; with `waiting`, those that wait for an operator.',
  access: 'platform:read',
  public: true,
  input: t.Object({ waiting: t.Boolean({ default: false }), limit: Limit }),
  output: t.Object({ items: t.Array(Listed) }),
  run: async (input, { sql, tenant }) => ({
    items: (await listed(sql, tenant, input)).map(({ started_at, changed_at, ...row }) => ({
      ...row,
      startedAt: started_at.toISOString(),
      changedAt: changed_at.toISOString(),
    })),
  }),
});

const showProcess = (processes: readonly AnyProcess[]): Feature =>
  query({
    name: 'process.showProcess',
    summary: 'Tells what has become of each step of a process, what comes next, and what it waits with.',
    access: 'platform:read',
    public: true,
    input: Which,
    output: t.Object({
      ...Which.properties,
      ...Status.properties,
      reason: t.Optional(t.Object({ code: t.String(), sentence: t.String() })),
      steps: t.Array(t.Object({ step: t.String(), contract: t.String(), outcome: t.String() })),
      agenda: t.Array(Item),
      stuck: t.Array(t.Object({ kind: t.String(), name: t.String(), error: t.String() })),
    }),
    run: async ({ process: name, id }, { events }) => {
      const process = processes.find(({ model }) => model.name === name);
      found(process !== undefined, 'process.unknown', `There is no process ${name}.`);
      const { state, version } = await events.read(progressOf(process), id);
      found(version > 0, 'process.unknown', 'There is no such process.');
      const { phase, calls, agenda, stuck, reason } = state;
      return {
        process: name,
        id,
        phase,
        waiting: stuck.length > 0,
        ...(reason && { reason }),
        steps: calls.map(({ step, contract, outcome }) => ({ step, contract, outcome })),
        agenda,
        stuck,
      };
    },
  });

const intervene = async (
  engine: () => Engine,
  which: Omit<Parameters<Engine['intervene']>[0], 'tenant'>,
  happened: Happening,
  { tenant, caller }: Ports,
) => status(await engine().intervene({ ...which, tenant }, happened, caller));

const status = ({ phase, stuck }: Progress) => ({ phase, waiting: stuck.length > 0 });

const intervention = (name: string, summary: string, engine: () => Engine, happened: Happening): Feature =>
  command({
    name,
    summary,
    access: 'platform:admin',
    public: true,
    effects: 'many', // decided by the engine
    input: Which,
    output: Status,
    run: (which, ports) => intervene(engine, which, happened, ports),
  });

const listTimers = query({
  name: 'process.listTimers',
  summary: 'Lists the timers of processes and their deadlines, the next first.',
  access: 'platform:read',
  public: true,
  input: t.Object({ limit: Limit }),
  output: t.Object({ items: t.Array(t.Object({ ...Timer.properties, kind: t.String(), due: Time })) }),
  run: async ({ limit }, { sql, tenant }) => ({
    items: (await timersOf(sql, tenant, limit)).map(({ name, due, ...row }) => ({ ...row, timer: name, due: due.toISOString() })),
  }),
});

const moveTimer = (engine: () => Engine): Feature =>
  command({
    name: 'process.moveTimer',
    summary: 'Moves a timer of a process to another time.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // decided by the engine
    input: t.Object({ ...Timer.properties, due: t.String({ format: 'date-time' }) }),
    output: Status,
    run: ({ timer, due, ...which }, ports) =>
      intervene(engine, which, { type: 'TimerMoved', data: { timer, due: new Date(due).toISOString() } }, ports),
  });

const cancelTimer = (engine: () => Engine): Feature =>
  command({
    name: 'process.cancelTimer',
    summary: 'Takes a timer of a process away: it never fires.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // decided by the engine
    input: Timer,
    output: Status,
    run: ({ timer, ...which }, ports) => intervene(engine, which, { type: 'TimerCancelled', data: { timer } }, ports),
  });
