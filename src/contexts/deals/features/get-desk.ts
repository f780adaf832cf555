import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Desk, deskId, isSet } from '../domain/desk.ts';

export const getDesk = query({
  name: 'deals.getDesk',
  summary: 'Tells who the desk is: its name and GSTIN stand on its documents.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({ name: t.String(), gstin: t.String(), tolerance: t.Integer() }),
  run: async (_, { events }) => {
    const { state } = await events.read(Desk, deskId);
    isSet(state);
    const { name, gstin, tolerance } = state;
    return { name, gstin, tolerance };
  },
});
