import { listHolds } from '#customers/contract';
import { listReservations } from '#inventory/contract';
import type { CheckPorts } from '#platform/log-check';
import { isLot, type Terms } from '../domain/terms.ts';
import { type DealInBooks, dealsInBooks, linesInBooks } from '../views/books.ts';

/** `unsettled`: it is being registered or amended, so what it holds is on its way. */
export type Standing = 'standing' | 'unsettled' | 'over';

/** A deal by its own events, with what its buyer's account has of it by those of the account, in paise. */
export type Entry = {
  readonly tenant: string;
  readonly deal: string;
  readonly status: Standing;
  /** Those in force; of a draft there are none yet. */
  readonly terms: Terms | null;
  readonly invoiced: bigint;
  readonly account: { readonly held: bigint; readonly invoiced: bigint };
};

/** Grams of a line of a deal in a lot: by the books of the deal, and by those of the lot. */
export type Line = {
  readonly tenant: string;
  readonly deal: string;
  readonly line: string;
  readonly lot: string;
  readonly agreed: bigint;
  readonly arrived: bigint;
  readonly left: bigint;
  readonly reserved: bigint;
  readonly gone: bigint;
};

export type Ledger = {
  readonly deals: ReadonlyMap<string, Entry>;
  readonly lines: readonly Line[];
  /** What accounts hold for deals that are not there, or not that buyer's. */
  readonly strays: readonly { readonly what: string; readonly held: bigint }[];
};

export const dealKey = ({ tenant, deal }: { readonly tenant: string; readonly deal: string }): string => `${tenant}/deal ${deal}`;

type Place = Pick<Line, 'tenant' | 'deal' | 'line' | 'lot'>;

export const lineKey = (at: Place): string => `${dealKey(at)} line ${at.line} in lot ${at.lot}`;

/** The books of the deals beside those of lots and accounts, each added up from its own events. */
export const readLedger = async ({ sql, call }: CheckPorts): Promise<Ledger> => {
  const [deals, own, inLots, inAccounts] = await Promise.all([
    dealsInBooks(sql),
    linesInBooks(sql),
    call(listReservations, {}),
    call(listHolds, {}),
  ]);
  const buyers = new Map(deals.map((deal) => [`${dealKey(deal)} ${deal.terms?.buyer}`, deal]));
  const isStray = ({ tenant, deal, party }: (typeof inAccounts.items)[number]) =>
    !buyers.has(`${dealKey({ tenant, deal })} ${party}`);
  const accounts = new Map(
    inAccounts.items
      .filter((item) => !isStray(item))
      .map((item) => [dealKey(item), { held: BigInt(item.held), invoiced: BigInt(item.invoiced) }]),
  );
  const entries = deals.map((deal): [string, Entry] => [
    dealKey(deal),
    {
      tenant: deal.tenant,
      deal: deal.deal,
      status: standing(deal),
      terms: deal.terms,
      invoiced: BigInt(deal.invoiced),
      account: accounts.get(dealKey(deal)) ?? { held: 0n, invoiced: 0n },
    },
  ]);
  return {
    deals: new Map(entries),
    lines: merged(deals, own, inLots.items),
    strays: inAccounts.items
      .filter(isStray)
      .map((item) => ({ what: `${dealKey(item)} in the account of ${item.party}`, held: BigInt(item.held) })),
  };
};

const standing = ({ last, amending }: DealInBooks): Standing => {
  if (last === 'DealSubmitted') return 'unsettled';
  if (last !== 'DealConfirmed') return 'over';
  return amending ? 'unsettled' : 'standing';
};

const nothing = { agreed: 0n, arrived: 0n, left: 0n, reserved: 0n, gone: 0n };

type InBooks = Awaited<ReturnType<typeof linesInBooks>>;
type InLots = readonly (Place & { readonly reserved: string; readonly gone: string })[];

const merged = (deals: readonly DealInBooks[], own: InBooks, inLots: InLots): readonly Line[] => {
  const lines = new Map<string, Line>();
  const add = ({ tenant, deal, line, lot }: Place, part: Partial<typeof nothing>) => {
    const at = { tenant, deal, line, lot };
    lines.set(lineKey(at), { ...nothing, ...lines.get(lineKey(at)), ...at, ...part });
  };
  for (const { tenant, deal, terms } of deals)
    for (const { line, lot, grams } of terms?.sources.filter(isLot) ?? [])
      add({ tenant, deal, line, lot }, { agreed: BigInt(grams) });
  for (const row of own) add(row, { arrived: BigInt(row.arrived), left: BigInt(row.left) });
  for (const row of inLots) add(row, { reserved: BigInt(row.reserved), gone: BigInt(row.gone) });
  return [...lines.values()];
};
