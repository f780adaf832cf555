import type { LogCheck } from '#platform/log-check';
import { invoice, isPurchase } from '../domain/terms.ts';
import { promisesInBooks } from '../views/books.ts';
import { dealKey, type Entry, type Line, readLedger } from './ledger.ts';

/** No deal was confirmed without what it needs, and none has lost it since. */
export const coveredCheck: LogCheck = {
  name: 'deals.covered',
  summary:
    'For each line of a confirmed deal there is stock, goods that left or goods to come, and for its amount a hold or a receivable; what left is issued and owed.',
  run: async (ports) => {
    const [{ deals, lines }, promises] = await Promise.all([readLedger(ports), promisesInBooks(ports.sql)]);
    const linesOf = Map.groupBy(lines, dealKey);
    const promised = new Map(promises.map(({ grams, purchase, ...at }) => [`${dealKey(at)} ${purchase}`, BigInt(grams)]));
    const settled = [...deals].filter(([, { status }]) => status !== 'unsettled');
    const wrong = settled.flatMap(([what, entry]) =>
      [
        ...(linesOf.get(what) ?? []).flatMap((line) => [...uncovered(line, entry), ...unissued(line)]),
        ...(entry.status === 'standing' ? unpromised(what, entry, promised) : []),
        ...unpaid(entry),
      ].map((why) => ({ what, why })),
    );
    return { examined: settled.length, wrong };
  },
};

const uncovered = ({ line, lot, agreed, arrived, reserved, gone }: Line, { status }: Entry): readonly string[] => {
  const wanted = agreed > arrived ? agreed : arrived;
  return status === 'standing' && reserved + gone < wanted
    ? [`line ${line} needs ${wanted} g of lot ${lot}, ${reserved} g are reserved and ${gone} g have gone`]
    : [];
};

const unissued = ({ line, lot, left, gone }: Line): readonly string[] =>
  left === gone ? [] : [`line ${line}: ${left} g have left, lot ${lot} has issued ${gone} g`];

const unpromised = (what: string, { terms }: Entry, promised: ReadonlyMap<string, bigint>): readonly string[] =>
  (terms?.sources.filter(isPurchase) ?? []).flatMap(({ purchase, grams }) => {
    const has = promised.get(`${what} ${purchase}`) ?? 0n;
    return has < BigInt(grams) ? [`it needs ${grams} g of purchase ${purchase}, ${has} g are promised`] : [];
  });

const unpaid = ({ status, terms, invoiced, account }: Entry): readonly string[] => {
  const total = status === 'standing' && terms !== null ? invoice(terms).total : 0n;
  return [
    ...(account.held + account.invoiced < total
      ? [`it comes to ${total} paise, ${account.held} are held and ${account.invoiced} are owed`]
      : []),
    ...(account.invoiced === invoiced ? [] : [`${invoiced} paise were invoiced, ${account.invoiced} are owed`]),
  ];
};
