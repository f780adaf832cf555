import { Type as t } from 'typebox';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Desk, deskId, setDesk as set } from '../domain/desk.ts';

export const setDesk = command({
  name: 'deals.setDesk',
  summary: 'Says who the desk is: its state decides which tax is charged. The tolerance is how much more than ordered may leave.',
  access: 'deals:admin',
  public: true,
  input: t.Object({
    name: t.String(),
    gstin: t.String(),
    tolerance: t.Integer({ default: 100, description: 'Hundredths of a per cent: 100 is 1 %' }),
  }),
  output: t.Object({}),
  run: ({ name, gstin, tolerance }, { events }) =>
    events.decide(
      { desk: [Desk, deskId] },
      ({ desk }) => ({ desk: set(desk, { name: Label(name), gstin: Gstin(gstin), tolerance }) }),
      () => ({}),
    ),
});
