import { type Kind, kindOf, SETUP } from './kinds.ts';
import type { Spent } from './table.ts';

export type Charge = { readonly path: string; readonly tests: number; readonly seconds: number };

/** Workers on the machine that budgets are meant for. */
const WORKERS = 2;

/** What each kind has spent, in its share of the wall time; and what is wrong with files that do not belong to exactly one kind. */
export const settle = (kinds: readonly Kind[], charges: readonly Charge[]) => {
  const byKind = new Map<Kind, Charge[]>(kinds.map((kind) => [kind, []]));
  const complaints: string[] = [];
  for (const charge of charges) {
    const kind = kindOf(charge.path, kinds);
    if (typeof kind === 'string') complaints.push(kind);
    else byKind.get(kind)?.push(charge);
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const spent = [...byKind].map(
    ([kind, own]): Spent => ({
      kind,
      files: own.filter(({ path }) => path !== SETUP).length,
      tests: sum(own.map(({ tests }) => tests)),
      seconds: sum(own.map(({ seconds }) => seconds)) / WORKERS,
    }),
  );
  return { spent, complaints };
};
