import type { LogState } from './log-state.ts';

/** Everything that has begun and not ended, by the log alone. A saga that only waits for a timer is at rest. */
export const stuckIn = (log: LogState): readonly string[] => [
  ...[...log.deals].flatMap(([id, { status, isReleasing, hold }]) => [
    ...(status === 'pending' ? [`deal ${id} is pending`] : []),
    ...(status === 'cancelled' && isReleasing && !isReleased(log, id) ? [`deal ${id} is cancelled and not released`] : []),
    ...(status === 'draft' && hold?.status === 'asked' ? [`the hold of deal ${id} is neither given nor refused`] : []),
  ]),
  ...[...log.departed.keys()].flatMap((id) =>
    log.facts.has(`ReceivableRaised ${id}`) ? [] : [`dispatch ${id} has left, and nothing is owed for it`],
  ),
  ...[...log.sagas].flatMap(([name, { phase, agenda, isWaiting }]) => {
    if (phase === 'completed') return [];
    const open = [...agenda].filter((item) => !item.startsWith('timer '));
    return open.length > 0 || isWaiting || agenda.size === 0 ? [`${name} is ${phase}: ${open.join(', ') || 'waiting'}`] : [];
  }),
];

/** A deal that held nothing has nothing to note. */
const isReleased = ({ sagas, deals }: LogState, id: string): boolean =>
  sagas.get(`deals.release ${id}.${deals.get(id)?.attempt}`)?.phase === 'completed';
