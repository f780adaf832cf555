import type { Logger } from '#platform/observability/logger';
import type { Sql } from '#platform/postgres/sql';

/** Says, once after the upgrade, how many cookies of sign-in links it has ended. */
export const sayEndedCookies = async (sql: Sql, log: Logger): Promise<void> => {
  const [ended] = await sql<{ readonly count: number }>`delete from platform.ended_cookies returning count`;
  if (ended) log.warn({ cookies: ended.count }, `The upgrade ended ${ended.count} cookies of sign-in links. Sign in again.`);
};
