import type { AccountState, DealState, Finding, LogState, LotState } from './log-state.ts';

const standing = new Set(['confirmed', 'part-dispatched', 'dispatched']);

/** At rest, what is reserved and held is what standing deals and held drafts need: not more, not less. */
export const atRest = (log: LogState): readonly Finding[] => [
  ...[...log.lots].flatMap(([id, lot]) => lotAtRest(log, id, lot)),
  ...[...log.accounts].flatMap(([id, account]) => accountAtRest(log, id, account)),
];

/** Grams by `deal/line` that deals need in each lot. */
const needed = (log: LogState): ReadonlyMap<string, ReadonlyMap<string, number>> => {
  const byLot = new Map<string, Map<string, number>>();
  const need = (lot: string, key: string, grams: number) => {
    if (grams > 0) byLot.set(lot, (byLot.get(lot) ?? new Map<string, number>()).set(key, grams));
  };
  for (const [id, deal] of log.deals) {
    if (standing.has(deal.status))
      for (const { line, lot, grams } of deal.lots) need(lot, `${id}/${line}`, grams - (deal.left.get(line) ?? 0));
    const { hold } = deal;
    if (deal.status === 'draft' && hold?.status === 'held')
      for (const { lot, grams } of hold.lots) need(lot, `${id}/hold ${hold.number}`, grams);
  }
  return byLot;
};

const lotAtRest = (log: LogState, id: string, lot: LotState): readonly Finding[] => {
  const wanted = needed(log).get(id) ?? new Map<string, number>();
  const keys = [...new Set([...wanted.keys(), ...lot.reservations.keys()])];
  return keys
    .filter((key) => wanted.has(key) || !isExpiring(log, key))
    .flatMap((key) => difference(`lot ${id}, ${key}, grams reserved`, lot.reservations.get(key) ?? 0, wanted.get(key) ?? 0));
};

/** A deal that is submitted before its hold has taken anything leaves it reserved until the hold expires. */
const isExpiring = ({ sagas }: LogState, key: string): boolean => {
  const [, deal, hold] = /^([^/]+)\/hold (\d+)$/.exec(key) ?? [];
  return sagas.get(`deals.hold ${deal}.${hold}`)?.agenda.has('timer expiry') === true;
};

const accountAtRest = (log: LogState, id: string, account: AccountState): readonly Finding[] => {
  const held = new Map([...account.deals].map(([deal, { held: paise }]) => [deal, paise]));
  const wanted = new Map([...log.deals].filter(([, { buyer }]) => buyer === id).map(([deal, state]) => [deal, holdOf(state)]));
  const deals = [...new Set([...held.keys(), ...wanted.keys()])];
  return deals.flatMap((deal) => difference(`party ${id}, deal ${deal}, paise held`, held.get(deal) ?? 0, wanted.get(deal) ?? 0));
};

const holdOf = ({ status, paise, invoiced }: DealState): number => (standing.has(status) ? Math.max(0, paise - invoiced) : 0);

const difference = (what: string, is: number, wanted: number): readonly Finding[] => {
  if (is === wanted) return [];
  return [{ kind: is < wanted ? 'uncovered' : 'astray', text: `${what} at rest: ${is} instead of ${wanted}` }];
};
