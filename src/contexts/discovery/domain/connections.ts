import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';

/** Why two notes belong together: words both use with their share, and the places where one names the other. */
export type Evidence = {
  readonly terms: readonly { readonly term: string; readonly share: number }[];
  readonly mentions: readonly {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly line: number;
    readonly count: number;
  }[];
  readonly method: string;
};

/** A connection that the machine found: derived, explained, and never an edge until a person accepts it. */
export type Connection = {
  readonly id: string;
  /** 0–1: cosine of the words + 0.3 × mention, at most 1. */
  readonly weight: number;
  readonly cosine: number;
  readonly mention: number;
  readonly evidence: Evidence;
};

type Of = { readonly node: string; readonly graph: string };

export type ConnectionEvent =
  | Event<'ConnectionsDiscovered', Of & { items: readonly Connection[]; analyser: number }>
  | Event<'ConnectionAccepted', Of & { target: string }>
  | Event<'ConnectionDismissed', Of & { target: string }>;

type Listed = Pick<Connection, 'id' | 'weight'>;

export type Connections = {
  /** Without the evidence: no decision needs it, and it is most of what there is to keep. */
  readonly items: readonly Listed[];
  readonly judged: Readonly<Record<string, 'accepted' | 'dismissed'>>;
};

/** The connections of one note: what was found last, and what people said of it. */
export const Connections: Model<Connections, ConnectionEvent> = {
  name: 'connections',
  initial: { items: [], judged: {} },
  evolve: (now, { type, data }) => {
    switch (type) {
      case 'ConnectionsDiscovered':
        return { ...now, items: data.items.map(({ id, weight }) => ({ id, weight })) };
      case 'ConnectionAccepted':
        return judge(now, data.target, 'accepted');
      case 'ConnectionDismissed':
        return judge(now, data.target, 'dismissed');
    }
  },
};

/** What was found replaces what was found before; what a person has judged is left out. */
export const discover = (now: Connections, node: Of, found: readonly Connection[], analyser: number): ConnectionEvent[] => {
  const items = found.filter(({ id }) => now.judged[id] === undefined);
  if (sameList(now.items, items)) return [];
  return [{ type: 'ConnectionsDiscovered', data: { ...node, items, analyser } }];
};

/** Accepting what was dismissed is a change of mind; accepting twice changes nothing. */
export const accept = (now: Connections, node: Of, target: string): ConnectionEvent[] => {
  if (now.judged[target] === 'accepted') return [];
  proposed(now, target);
  return [{ type: 'ConnectionAccepted', data: { ...node, target } }];
};

/** A connection that two notes list is one: what was said of it at the other note holds here. */
export const dismiss = (
  now: Connections,
  there: Connections,
  { target, ...node }: Of & { readonly target: string },
): ConnectionEvent[] => {
  const said = [now.judged[target], there.judged[node.node]];
  must(!said.includes('accepted'), 'discovery.accepted-before', 'This connection was accepted: disconnect the notes instead.');
  if (said.includes('dismissed')) return [];
  proposed(now, target);
  return [{ type: 'ConnectionDismissed', data: { ...node, target } }];
};

const proposed = (now: Connections, target: string) =>
  found(
    now.judged[target] !== undefined || now.items.some(({ id }) => id === target),
    'discovery.no-connection',
    'No such connection has been found between these notes.',
  );

const judge = ({ items, judged }: Connections, target: string, verdict: 'accepted' | 'dismissed'): Connections => ({
  items: items.filter(({ id }) => id !== target),
  judged: { ...judged, [target]: verdict },
});

/** Weights that differ by less than a percent say the same: no event for every ripple of the collection's statistics. */
const sameList = (before: readonly Listed[], after: readonly Listed[]): boolean =>
  before.length === after.length &&
  before.every(({ id, weight }, index) => after[index]?.id === id && Math.abs(after[index].weight - weight) < 0.01);
