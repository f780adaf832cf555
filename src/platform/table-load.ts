import { type Static, Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import type { Decided, Events, States, Subjects } from '#platform/log/event-log';

const Outcome = t.Object({
  outcome: t.Union([
    t.Literal('new'),
    t.Literal('there already'),
    t.Literal('withdrawn'),
    t.Literal('not there'),
    t.Literal('refused'),
  ]),
  id: t.Optional(t.String()),
  code: t.Optional(t.String()),
  sentence: t.Optional(t.String()),
});
type Refused = { readonly outcome: 'refused'; readonly code: string; readonly sentence: string };

/** What became of each row of a table, in its order. */
export const Outcomes = t.Object({ rows: t.Array(Outcome) });
export type Outcome = Static<typeof Outcome>;

/** At most so many rows travel in one call; with `dryRun` nothing is written. */
export const rowsOf = <Row extends ReturnType<typeof t.Object>>(row: Row) =>
  t.Object({ rows: t.Array(row, { minItems: 1, maxItems: 1_000 }), dryRun: t.Boolean({ default: false }) });

/** What is made of a row, or why the rules refuse it: the rows around it are none the worse. */
export const attempt = <T>(make: () => T): T | Refused => {
  try {
    return make();
  } catch (error) {
    if (error instanceof Rejection) return { outcome: 'refused', code: error.code, sentence: error.message };
    throw error;
  }
};

export const isRefused = (made: object): made is Refused => 'outcome' in made;

/** What is made of the rows that are not refused. */
export const accepted = <T extends object>(made: readonly (T | Refused)[]): readonly T[] =>
  made.flatMap((each) => (isRefused(each) ? [] : [each]));

/** The things of the rows that are not refused, each once. */
export const idsOf = <Id extends string>(made: readonly (Refused | { readonly id: Id })[]): readonly Id[] => [
  ...new Set(accepted(made).map(({ id }) => id)),
];

type Many = Subjects & Readonly<Record<string, readonly [unknown, readonly string[]]>>;

/** Decides what becomes of the rows, and does it unless it is only tried. */
export const load = async <S extends Many>(
  events: Events,
  { subjects, dryRun }: { readonly subjects: S; readonly dryRun: boolean },
  decision: (now: States<S>) => { readonly events: Decided<S>; readonly rows: readonly Outcome[] },
): Promise<{ readonly rows: readonly Outcome[] }> => {
  if (dryRun) {
    const read = Object.entries(subjects).map(async ([name, [model, ids]]) => {
      const things = await events.readMany(model as never, ids); // the seam: `States` pairs each model with its state
      return [name, things.map(({ state }) => state)] as const;
    });
    const now = Object.fromEntries(await Promise.all(read)) as States<S>; // read by the same names
    return { rows: decision(now).rows };
  }
  let rows: readonly Outcome[] = [];
  const decide = (now: States<S>) => {
    const decided = decision(now);
    rows = decided.rows;
    return decided.events;
  };
  return events.decide(subjects, decide, () => ({ rows }));
};

/** What becomes of rows whose things are taken back, one decision for each thing: its events, or why it stays. */
export const takenBack = <Id extends string, E>(
  read: readonly (Refused | { readonly id: Id })[],
  withdraw: (id: Id) => readonly E[],
): { readonly events: ReadonlyMap<Id, readonly E[]>; readonly rows: readonly Outcome[] } => {
  const events = new Map<Id, readonly E[]>();
  const rows = read.map((each): Outcome => {
    if (isRefused(each)) return each;
    const { id } = each;
    return attempt((): Outcome => {
      const withdrawn = events.has(id) ? [] : withdraw(id);
      events.set(id, withdrawn);
      return { outcome: withdrawn.length > 0 ? 'withdrawn' : 'not there', id };
    });
  });
  return { events, rows };
};
