import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Rate, storedRate } from '#kernel/trade/money';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Price } from '../contract.ts';
import { Mark, setMark as set } from '../domain/mark.ts';

export const setMark = command({
  name: 'inventory.setMark',
  summary: 'Says what a grade is worth in the market on a day, today unless said. Said again, it corrects.',
  access: 'inventory:admin',
  public: true,
  input: t.Object({ grade: t.String(), on: t.Optional(Day), rate: Price }),
  output: t.Object({}),
  run: ({ grade, on: given, rate }, { events, now }) => {
    const on = given === undefined ? tradeDateAt(now()) : TradeDate(given);
    const mark = { grade: Label(grade), on, rate: storedRate(Rate(rate.rupees, rate.per)) };
    return events.decide(
      { mark: [Mark, `${mark.on} ${mark.grade}`] },
      (now) => ({ mark: set(now.mark, mark) }),
      () => ({}),
    );
  },
});
