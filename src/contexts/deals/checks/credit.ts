import type { LogCheck, Wrong } from '#platform/log-check';
import { invoice } from '../domain/terms.ts';
import { type Entry, readLedger } from './ledger.ts';

/** Accounts hold for deals what those may still come to, and nothing else. */
export const creditCheck: LogCheck = {
  name: 'deals.credit',
  summary: 'What the accounts of buyers hold is what deals that are under way may still come to.',
  run: async (ports) => {
    const { deals, strays } = await readLedger(ports);
    const wrong = [...deals].flatMap(([what, entry]): readonly Wrong[] => {
      const why = wrongHold(entry);
      return why === undefined ? [] : [{ what, why }];
    });
    const held = strays.filter((stray) => stray.held !== 0n);
    const astray = held.map(({ what, held: paise }) => ({ what, why: `${paise} paise are held for no deal of that buyer` }));
    return { examined: deals.size + strays.length, wrong: [...wrong, ...astray] };
  },
};

const wrongHold = ({ status, terms, invoiced, account }: Entry): string | undefined => {
  if (status === 'unsettled') return undefined;
  // Of a deal that is over, what left and is not raised yet may still be held.
  const most = status === 'standing' && terms !== null ? invoice(terms).total : invoiced;
  const due = most > account.invoiced ? most - account.invoiced : 0n;
  const { held } = account;
  if (held > due) return `${held} paise are held, ${due} are due (the deal is ${status})`;
  return held < due && status === 'standing' ? `only ${held} paise are held, ${due} are due` : undefined;
};
