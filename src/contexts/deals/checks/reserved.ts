import type { LogCheck, Wrong } from '#platform/log-check';
import { HELD_FOR, holdLine } from '../domain/holding.ts';
import { type HoldInBooks, holdsInBooks } from '../views/books.ts';
import { dealKey, type Ledger, type Line, lineKey, readLedger } from './ledger.ts';

const minutes = 60_000;
const grace = 3 * minutes;

/** Lots keep for deals what those need, and nothing else. */
export const reservedCheck: LogCheck = {
  name: 'deals.reserved',
  summary:
    'What lots have reserved is what standing deals have still to send from them, and what unexpired holds keep for drafts.',
  run: async (ports) => {
    const [ledger, held] = await Promise.all([readLedger(ports), holdsInBooks(ports.sql)]);
    const holds = new Map(held.map((hold) => [lineKey({ ...hold, line: holdLine(hold.hold) }), hold]));
    const lines = [...ledger.lines, ...untaken(ledger, holds)];
    const now = ports.now();
    const wrong = lines.flatMap((line): readonly Wrong[] => {
      const why = line.line.startsWith('hold ') ? wrongHold(line, holds.get(lineKey(line)), now) : wrongLine(line, ledger);
      return why === undefined ? [] : [{ what: lineKey(line), why }];
    });
    return { examined: lines.length, wrong };
  },
};

/** Holds of which no lot knows anything. */
const untaken = ({ lines }: Ledger, holds: ReadonlyMap<string, HoldInBooks>): readonly Line[] => {
  const known = new Set(lines.map(lineKey));
  const nothing = { agreed: 0n, arrived: 0n, left: 0n, reserved: 0n, gone: 0n };
  return [...holds]
    .filter(([key]) => !known.has(key))
    .map(([, { tenant, deal, hold, lot }]) => ({ tenant, deal, line: holdLine(hold), lot, ...nothing }));
};

const wrongHold = ({ reserved }: Line, hold: HoldInBooks | undefined, now: Date): string | undefined => {
  const asked = BigInt(hold?.grams ?? '0');
  if (reserved > asked) return `${reserved} g are reserved, the hold asked for ${asked} g`;
  if (hold?.until && new Date(hold.until) > now && reserved !== asked)
    return `${reserved} g are reserved, the hold keeps ${asked} g`;
  const isExpired = hold !== undefined && now.getTime() - hold.asked_at.getTime() > HELD_FOR * minutes + grace;
  return isExpired && reserved > 0n ? `${reserved} g are reserved, the hold is over` : undefined;
};

const above = (grams: bigint): bigint => (grams > 0n ? grams : 0n);

const wrongLine = (line: Line, { deals }: Ledger): string | undefined => {
  const status = deals.get(dealKey(line))?.status ?? 'over';
  if (status === 'unsettled') return undefined;
  const { agreed, arrived, left, reserved, gone } = line;
  const leaving = above(left - gone); // it left by the books of the deal, and is not issued yet
  const due = leaving + (status === 'standing' ? above(agreed + arrived - left) : 0n);
  return reserved === due ? undefined : `${reserved} g are reserved, ${due} g are due (the deal is ${status})`;
};
