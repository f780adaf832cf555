import { query } from '#platform/feature';
import { describeParties as contract } from '../contract.ts';
import { exists, Party, PartyId } from '../domain/party.ts';

export const describeParties = query({
  ...contract,
  access: 'customers:read',
  public: true,
  run: async ({ ids }, { events }) => ({
    items: (await events.readMany(Party, ids.map(PartyId))).map(({ state }) => {
      exists(state);
      const { contacts: _, ...party } = state;
      return party;
    }),
  }),
});
