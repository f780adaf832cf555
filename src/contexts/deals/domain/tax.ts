import { divided } from '#kernel/trade/integer';

/** What goods cost with tax, in paise. GST is split between the centre and the state, or goes to the union between states. */
export type Invoice = {
  readonly goods: bigint;
  readonly cgst: bigint;
  readonly sgst: bigint;
  readonly igst: bigint;
  /** Up or down to the whole rupee, a line of its own. */
  readonly roundOff: bigint;
  readonly total: bigint;
};

/** How goods are taxed: the rate in hundredths of a per cent, and whether they stay in the state of the desk. */
export type Taxation = { readonly basisPoints: number; readonly inState: boolean };

/** Each tax is rounded once, the half away from zero (CGST Act 2017, section 170, rounds the total to the rupee). */
export const invoiceOf = (goods: bigint, { basisPoints, inState }: Taxation): Invoice => {
  const half = inState ? divided(goods * BigInt(basisPoints), 20_000n) : 0n;
  const igst = inState ? 0n : divided(goods * BigInt(basisPoints), 10_000n);
  const exact = goods + 2n * half + igst;
  const total = divided(exact, 100n) * 100n;
  return { goods, cgst: half, sgst: half, igst, roundOff: total - exact, total };
};
