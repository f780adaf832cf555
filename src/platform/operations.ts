import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { type Context, context } from '#platform/context';
import { command, type Feature, query } from '#platform/feature';
import { discardDeadLetter, editDeadLetter, listDeadLetters } from '#platform/log/dead-letters';
import type { Comparison } from '#platform/log/fold-beside';
import type { EventLog } from '#platform/log/log';
import { owner } from '#platform/owner';
import type { View } from '#platform/view';

const minutes = 60_000;
const Names = t.Object({
  names: t.Optional(
    t.Array(t.String(), { minItems: 1, description: 'schema.table, as `listViews` names them; all where none are named' }),
  ),
});
const Compared = t.Object({
  equal: t.Boolean({ description: 'What was served was what the log says' }),
  items: t.Array(t.Object({ name: t.String(), rows: t.Integer(), missing: t.Integer(), surplus: t.Integer() })),
});
const Letter = t.Object({ subscriber: t.String(), position: t.Integer() });

/** What stands behind the operations. */
export type Operable = Pick<EventLog, 'verify' | 'rebuild' | 'resetCheckpoint'> & {
  /** Undefined when there is no such reaction. */
  readonly resubmit: (which: Letters) => Promise<{ readonly done: number; readonly left: number } | undefined>;
};

export type Letters = { readonly subscriber: string; readonly tenant: string; readonly stream: string };

/** What an operator does to the system itself, as features like any other: views are rebuilt, dead letters looked through. */
export const operations = (log: Operable, views: readonly View[], further: readonly Feature[]): Context =>
  context({
    name: 'platform',
    home: import.meta.dirname,
    rest: {},
    features: [
      listViews(views),
      verifyViews(log, views),
      rebuildViews(log, views),
      deadLetters,
      editLetter,
      discardLetter,
      resubmitLetters(log),
      resetSubscriber(log),
      ...further,
    ],
    views: [],
  });

const listViews = (views: readonly View[]): Feature =>
  query({
    name: 'platform.listViews',
    summary: 'Lists the read models that are folded from the log.',
    access: 'platform:read',
    public: true,
    input: t.Object({}),
    output: t.Object({ items: t.Array(t.Object({ name: t.String(), key: t.Array(t.String()), events: t.Array(t.String()) })) }),
    run: async () => ({ items: views.map(({ name, key, on }) => ({ name, key, events: Object.keys(on) })) }),
  });

const named = (views: readonly View[], names: readonly string[] | undefined): readonly View[] =>
  names?.map((name) => {
    const view = views.find((each) => each.name === name);
    found(view !== undefined, 'platform.no-view', `There is no view ${name}.`);
    return view;
  }) ?? views;

const told = (compared: readonly Comparison[]) => ({
  equal: compared.every(({ missing, surplus }) => missing + surplus === 0),
  items: compared.map(({ view, rows, missing, surplus }) => ({ name: view, rows, missing, surplus })),
});

const verifyViews = (log: Operable, views: readonly View[]): Feature =>
  query({
    name: 'platform.verifyViews',
    summary:
      'Compares views, row by row, with a fold from the first event: which rows are missing, and which should not be there. Nothing that is served changes or waits.',
    access: 'platform:admin',
    public: true,
    installation: true,
    heavy: true,
    deadline: 60 * minutes,
    input: Names,
    output: Compared,
    run: async ({ names }) => told(await log.verify(named(views, names))),
  });

const rebuildViews = (log: Operable, views: readonly View[]): Feature =>
  command({
    name: 'platform.rebuildViews',
    summary:
      'Folds views from the first event beside the served ones, reading the log once for all of them, and switches. Answers how many rows were other than they should be.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // beside the log
    installation: true,
    heavy: true,
    deadline: 60 * minutes,
    input: Names,
    output: Compared,
    run: async ({ names }) => told(await log.rebuild(named(views, names))),
  });

/** Whoever runs the installation looks after the dead letters of all workspaces, everybody else after their own. */
const whose = (tenant: string): string | null => (tenant === owner.tenant ? null : tenant);

const deadLetters = query({
  name: 'platform.listDeadLetters',
  summary: 'Lists events that a reaction could not handle, and those that wait behind them.',
  access: 'platform:admin',
  public: true,
  input: t.Object({ limit: t.Integer({ minimum: 1, maximum: 1_000, default: 100 }) }),
  output: t.Object({
    items: t.Array(
      t.Object({
        subscriber: t.String(),
        position: t.Integer(),
        tenant: t.String(),
        stream: t.String(),
        type: t.String(),
        error: t.Union([t.String(), t.Null()]),
        failedAt: t.String(),
      }),
    ),
  }),
  run: async ({ limit }, { sql, tenant }) => ({
    items: (await listDeadLetters(sql, whose(tenant), limit)).map(({ data: _, failedAt, ...letter }) => ({
      ...letter,
      failedAt: failedAt.toISOString(),
    })),
  }),
});

const editLetter = command({
  name: 'platform.editDeadLetter',
  summary: 'Replaces what a dead letter carries. The log itself stays as it is.',
  access: 'platform:admin',
  public: true,
  effects: 'many', // beside the log
  input: t.Object({ ...Letter.properties, data: t.Record(t.String(), t.Unknown()) }),
  output: t.Object({}),
  run: async ({ subscriber, position, data }, { sql, tenant }) => {
    const which = { subscriber, position, tenant: whose(tenant) };
    found(await editDeadLetter(sql, which, data), 'platform.no-dead-letter', 'There is no such dead letter.');
    return {};
  },
});

const discardLetter = command({
  name: 'platform.discardDeadLetter',
  summary: 'Throws a dead letter away; what waits behind it may then be resubmitted.',
  access: 'platform:admin',
  public: true,
  effects: 'many', // beside the log
  input: Letter,
  output: t.Object({}),
  run: async ({ subscriber, position }, { sql, tenant }) => {
    const which = { subscriber, position, tenant: whose(tenant) };
    found(await discardDeadLetter(sql, which), 'platform.no-dead-letter', 'There is no such dead letter.');
    return {};
  },
});

const resubmitLetters = (log: Operable): Feature =>
  command({
    name: 'platform.resubmitDeadLetters',
    summary: 'Tries the dead letters of a stream again, in order, up to the first that fails.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // beside the log
    deadline: 10 * minutes,
    input: t.Object({ subscriber: t.String(), tenant: t.String(), stream: t.String() }),
    output: t.Object({ done: t.Integer(), left: t.Integer() }),
    run: async (which, { tenant }) => {
      const outcome = await log.resubmit({ ...which, tenant: whose(tenant) ?? which.tenant });
      found(outcome !== undefined, 'platform.no-reaction', `There is no reaction ${which.subscriber}.`);
      return outcome;
    },
  });

const resetSubscriber = (log: Operable): Feature =>
  command({
    name: 'platform.resetSubscriber',
    summary:
      'Moves the checkpoint of a subscriber that has stopped because the log has another history: to the first event, so that it handles all of them again, or to the newest, so that it handles what comes.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // beside the log
    installation: true,
    input: t.Object({ subscriber: t.String(), to: t.Union([t.Literal('first'), t.Literal('newest')]) }),
    output: t.Object({}),
    run: async ({ subscriber, to }) => {
      const isKnown = !subscriber.startsWith('feed.') && (await log.resetCheckpoint(subscriber, to));
      found(isKnown, 'platform.no-subscriber', `There is no subscriber ${subscriber}.`);
      return {};
    },
  });
