import type { Ledger } from './ledger.ts';
import type { Finding, LogState } from './log-state.ts';

/** From when to when (epoch milliseconds) acknowledgements are on the copy that was given up. */
export type Exempt = { readonly from: number; readonly to: number };

/** Every effect that was acknowledged is in the log once; one that nobody was ever answered for is there once or not at all. */
export const keptPromises = (ledger: Ledger, log: LogState, exempt: readonly Exempt[]): readonly Finding[] => {
  const sums = new Map<string, { due: number; possible: number }>();
  const add = (fact: string, due: number, possible: number) => {
    const before = sums.get(fact) ?? { due: 0, possible: 0 };
    sums.set(fact, { due: before.due + due, possible: before.possible + possible });
  };
  for (const { fact, at } of ledger.acknowledged) {
    const isExempt = exempt.some(({ from, to }) => from <= at && at <= to);
    add(fact, isExempt ? 0 : 1, isExempt ? 1 : 0);
  }
  for (const fact of ledger.unanswered) add(fact, 0, 1);
  const lost = [...sums].flatMap(([fact, { due }]): readonly Finding[] => {
    const stored = log.facts.get(fact) ?? 0;
    return stored < due ? [{ kind: 'lost', text: `${fact}: acknowledged ${due} times, stored ${stored} times` }] : [];
  });
  const doubled = [...log.facts].flatMap(([fact, stored]): readonly Finding[] => {
    const { due, possible } = sums.get(fact) ?? { due: 0, possible: 0 };
    if (stored <= due + possible || isSaga(fact)) return [];
    return [{ kind: 'doubled', text: `${fact}: asked for ${due + possible} times, stored ${stored} times` }];
  });
  return [...lost, ...doubled];
};

/** Effects of sagas are asked for by no client. */
const isSaga = (fact: string): boolean => /^(StockIssued|ReceivableRaised) /.test(fact);
