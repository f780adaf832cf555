import type { Sql } from '#platform/postgres/sql';

export type Backlog = {
  /** Events that a reaction could not handle, and those that wait behind them. */
  readonly deadLetters: number;
  /** Processes that wait for an operator. */
  readonly waiting: number;
  /** Steps and timers that came due, and that no worker has taken. */
  readonly overdue: number;
};

const graceMs = 20_000;

/** What has been left undone, of all workspaces. */
export const backlogOf = async (sql: Sql, now: Date): Promise<Backlog> => {
  const [row] = await sql<Backlog>`
    select (select count(*)::int from log.dead_letter) as "deadLetters",
      (select count(*)::int from process.instance where waiting) as waiting,
      (select count(*)::int from process.agenda where due < ${new Date(now.getTime() - graceMs)}) as overdue`;
  return row ?? { deadLetters: 0, waiting: 0, overdue: 0 };
};

export const assertNoDeadLetters = ({ deadLetters }: Backlog): void => {
  if (deadLetters > 0) throw new Error(`${counted(deadLetters, 'dead letter')}: see \`almanac call platform.listDeadLetters\`.`);
};

export const assertNothingStuck = ({ waiting, overdue }: Backlog): void => {
  const reasons = [
    ...(waiting > 0 ? [`${counted(waiting, 'process', 'processes')} waiting for an operator`] : []),
    ...(overdue > 0 ? [`${counted(overdue, 'step')} overdue`] : []),
  ];
  if (reasons.length > 0) throw new Error(`${reasons.join(', ')}: see \`almanac processes list --waiting\`.`);
};

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
