import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { Day, Id, Kg, Price } from '../contract.ts';
import type { Listed } from '../views/lots.ts';

export const LotAnswer = t.Object({
  id: Id,
  product: Id,
  code: t.String(),
  grade: t.String(),
  warehouse: t.String(),
  status: t.String(),
  onHandKg: Kg,
  reservedKg: Kg,
  freeKg: Kg,
  cost: t.Optional(Price),
  receivedOn: Day,
  expiresOn: t.Optional(Day),
  supplier: t.Optional(Id),
  purchase: t.Optional(Id),
});

/** A lot as lists tell it. */
export const lotAnswer = ({
  cost,
  cost_per,
  on_hand,
  reserved,
  received_on,
  expires_on,
  supplier,
  purchase,
  ...row
}: Listed) => ({
  ...row,
  onHandKg: kgOf(integerOf(on_hand)),
  reservedKg: kgOf(integerOf(reserved)),
  freeKg: kgOf(integerOf(on_hand) - integerOf(reserved)),
  cost: shownRate({ tenThousandths: cost, per: cost_per }),
  receivedOn: received_on,
  ...(expires_on !== null && { expiresOn: expires_on }),
  ...(supplier !== null && { supplier }),
  ...(purchase !== null && { purchase }),
});
