import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { ConnectionEvent } from '../domain/connections.ts';

type Row = { node: string; target: string; verdict: string };

/** Pairs of notes on which a person has spoken, seen from either. */
export const judgements = view<ConnectionEvent, Row, 'node' | 'target'>({
  name: 'discovery.judgements',
  key: ['node', 'target'],
  on: {
    ConnectionAccepted: ({ data: { node, target } }, rows) => {
      rows.put({ node, target, verdict: 'accepted' });
      rows.put({ node: target, target: node, verdict: 'accepted' });
    },
    ConnectionDismissed: ({ data: { node, target } }, rows) => {
      rows.put({ node, target, verdict: 'dismissed' });
      rows.put({ node: target, target: node, verdict: 'dismissed' });
    },
  },
});

/** For each of these notes, the notes that a person has accepted or dismissed beside it. */
export const judgedBeside = async (sql: Sql, tenant: string, nodes: readonly string[]) => sql<{
  readonly node: string;
  readonly target: string;
}>`
  select node, target from discovery.judgements where tenant = ${tenant} and node = any (${nodes}::uuid[])`;
