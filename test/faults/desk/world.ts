import { randomUUID } from 'node:crypto';
import type { Client, Reply, Write } from './client.ts';

/** Few lots that everybody wants, and few buyers with little credit. */
export type World = {
  readonly product: string;
  readonly lots: readonly string[];
  readonly buyers: readonly string[];
  readonly supplier: string;
  /** A lot that only the probe of readiness writes to. */
  readonly probe: string;
};

export const kg = (amount: number) => ({ amount: String(amount), unit: 'kg' });
export const perKg = (rupees: number) => ({ rupees: String(rupees), per: 'kg' });

const lots = 4;
const buyers = 3;

/** Enters what the desk needs before its first deal. */
export const setUpWorld = async (client: Client): Promise<World> => {
  const enter = async (feature: string, body: object, facts: Write['facts'] = []): Promise<Reply> => {
    const reply = await client.write({ method: 'POST', path: `/api/call/${feature}`, body, facts });
    if (reply === undefined || reply.status >= 300)
      throw new Error(`${feature} answered ${reply?.status}: ${JSON.stringify(reply?.body)}`);
    return reply;
  };
  await enter('deals.setDesk', { name: 'Polymer Desk', gstin: '27AAPFU0939F1ZV' });
  await enter('inventory.setTaxRate', { hsn: '390210', from: '2017-07-01', basisPoints: 1_800 });
  const { id: product } = (await enter('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '390210' }))
    .body;
  const lot = async (): Promise<string> => {
    const arrival = { id: randomUUID(), product, quantity: kg(3_000), warehouse: 'Vapi', cost: perKg(90) };
    await enter('inventory.receiveLot', arrival, [`LotReceived ${arrival.id}`]);
    return arrival.id;
  };
  const party = async (role: string): Promise<string> =>
    (await enter('customers.registerParty', { name: `${role} ${randomUUID()}`, state: '27', roles: [role] })).body.id;
  const buyer = async (): Promise<string> => {
    const id = await party('buyer');
    await enter('customers.setCreditLimit', { id, limit: '90000' }, [`LimitSet ${id} 9000000`]);
    return id;
  };
  return {
    product,
    lots: await Promise.all(Array.from({ length: lots }, lot)),
    buyers: await Promise.all(Array.from({ length: buyers }, buyer)),
    supplier: await party('supplier'),
    probe: await lot(),
  };
};
