import { setTimeout as wait } from 'node:timers/promises';
import { uuidV5 } from '#platform/uuid';
import type { Client } from '../client.ts';
import type { Report } from '../import/progress.ts';
import { ServerSaidNo } from '../problem.ts';
import { type Fields, fields, list, text } from '../read.ts';
import type { Plan, PlannedDeal } from './plan.ts';

const atOnce = 128;

/** Does something with each, several at a time, until Ctrl-C. */
export const each = async <T>(
  items: readonly T[],
  run: (item: T) => Promise<void>,
  report: Report = () => undefined,
): Promise<void> => {
  let [next, done] = [0, 0];
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      await run(item);
      report(++done, items.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
};

/** Enters what a desk has before its first deal. What is there already stays. */
export const setUp = async (client: Client, { products, parties, lots, marks }: Plan): Promise<void> => {
  const call = caller(client);
  await call('deals.setDesk', { name: 'Demo Polymers', gstin: '27AAPFU0939F1ZV' });
  for (const hsn of new Set(products.map((product) => product.hsn)))
    await call('inventory.setTaxRate', { hsn, from: '2017-07-01', basisPoints: 1_800 });
  await each(products, async (product) => void (await call('inventory.registerProduct', product)));
  await each(parties, async ({ limit, ...party }) => {
    await call('customers.registerParty', party);
    if (limit !== undefined) await call('customers.setCreditLimit', { id: party.id, limit });
  });
  await each(lots, async ({ kg, cost, ...lot }) => {
    await call('inventory.receiveLot', {
      ...lot,
      quantity: { amount: String(kg), unit: 'kg' },
      cost: { rupees: cost, per: 'kg' },
    });
  });
  await each(marks, async (mark) => void (await call('inventory.setMark', mark)));
};

/** Whether nobody has traded here yet, so that no deal need be looked for. */
export const isUntouched = async (client: Client): Promise<boolean> =>
  list(fields(await client.get('/api/v2/deals', { limit: 1 }))['items']).length === 0;

/** Lets a deal live as it is planned: entered, amended, called off, or its goods received and sent. Answers how it ended. */
export const liveThrough = async (client: Client, planned: PlannedDeal, isFirst: boolean): Promise<string> => {
  const call = caller(client);
  const { id, entry, on, age, fate, amended } = planned;
  const before = isFirst ? undefined : await statusOf(client, id);
  if (before !== undefined && over.has(before)) return 'there already';
  const no = before === undefined ? await refusal(() => call('deals.enterDeal', { id, on, ...entry })) : undefined;
  if (no !== undefined) return no === 'deals.loss' ? 'not worth it' : no;
  let deal = await settled(client, id, (now) => text(now['status']) !== 'pending');
  if (text(deal['status']) === 'rejected') return 'rejected';
  if (fate === 'cancelled') {
    await call('deals.cancelDeal', {
      id,
      reason: 'The buyer has found it cheaper.',
      purchases: age % 2 === 0 ? 'keep' : 'cancel',
    });
    return 'cancelled';
  }
  if (amended !== undefined) {
    await refusal(() => call('deals.amendDeal', { id, quantity: amended })); // less of it may not be worth it
    deal = await settled(client, id, (now) => now['amending'] === false);
  }
  if (age < 5) return 'confirmed'; // the goods have not come yet
  const bought = list(deal['sources']).filter((source) => source['from'] === 'purchase');
  for (const source of bought)
    await call('deals.receiveGoods', {
      id: text(source['line']),
      receipt: uuidV5(id, text(source['line'])),
      quantity: { amount: text(source['kg']), unit: 'kg' },
      warehouse: 'Bhiwandi',
      on: daysAfter(on, 2),
    });
  const isThere = (now: Fields) => list(now['sources']).every((source) => list(source['lots']).length > 0);
  if (!isThere(deal)) deal = await settled(client, id, isThere);
  const lines = list(deal['sources']).flatMap((source) =>
    list(source['lots']).map((lot) => ({
      line: text(source['line']),
      lot: text(lot['lot']),
      quantity: { amount: text(lot['kg']), unit: 'kg' },
    })),
  );
  const sent = fate === 'short-closed' ? lines.slice(0, 1).map((line) => ({ ...line, quantity: half(line.quantity) })) : lines;
  const note = uuidV5(id, 'dispatch');
  const unlessDone = (feature: string, input: object) => refusal(() => call(feature, input)); // before a crash, it may have left
  await unlessDone('deals.prepareDispatch', { deal: id, id: note, lines: sent });
  await unlessDone('deals.loadDispatch', {
    id: note,
    vehicle: `MH 04 ${id.slice(0, 4).toUpperCase()}`,
    transporter: 'Deccan Roadlines',
  });
  await unlessDone('deals.departDispatch', { id: note, on: daysAfter(on, 3) });
  await call('deals.deliverDispatch', { id: note, on: daysAfter(on, 5) });
  if (fate === 'short-closed') await call('deals.shortCloseDeal', { id, reason: 'The buyer has enough.' });
  return fate === 'short-closed' ? 'short-closed' : 'completed';
};

/** Buyers pay most of what has been due for a while. */
export const settleDebts = async (client: Client, report: Report): Promise<void> => {
  const call = caller(client);
  const due: Fields[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = fields(await client.get('/api/v2/receivables', { limit: 100, cursor }));
    due.push(...list(page['items']));
    cursor = text(page['cursor']);
    if (cursor === '') break;
  }
  const paying = due.filter((item) => Number(item['daysOverdue']) > 0 && !/^[01]/.test(text(item['id'])));
  await each(
    paying,
    async (item) => {
      const payment = { id: uuidV5(text(item['id']), 'payment'), party: text(item['party']), amount: text(item['open']) };
      await refusal(() => call('customers.recordPayment', { ...payment, paidOn: text(item['dueOn']), reference: 'NEFT' }));
    },
    report,
  );
};

const caller = (client: Client) => (feature: string, input: object) => client.post(`/api/call/${feature}`, input);

const over: ReadonlySet<string> = new Set(['completed', 'cancelled', 'short-closed', 'rejected']);

const statusOf = async (client: Client, id: string): Promise<string | undefined> => {
  try {
    return text(fields(await client.get(`/api/v2/deals/${id}`))['status']);
  } catch (error) {
    if (error instanceof ServerSaidNo && error.problem.status === 404) return undefined;
    throw error;
  }
};

/** The code of what the rules of the business say no to. */
const refusal = async (ask: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof ServerSaidNo && error.problem.status === 409) return error.problem.code;
    throw error;
  }
};

/** Milliseconds that deals have taken of late: asking earlier only takes time from them. */
let usual = 50;

const settled = async (client: Client, id: string, holds: (deal: Fields) => boolean): Promise<Fields> => {
  const begun = performance.now();
  for (let tries = 0; ; tries++) {
    await wait(tries === 0 ? usual : Math.min(usual / 4 + 20 * tries, 1_000));
    const deal = fields(await client.get(`/api/v2/deals/${id}`));
    if (holds(deal)) {
      usual = Math.min(0.9 * usual + 0.08 * (performance.now() - begun), 2_000);
      return deal;
    }
    if (tries > 1_000) throw new Error(`The deal ${id} does not come to an end. See: almanac processes list --waiting`);
  }
};

const half = ({ amount, unit }: { readonly amount: string; readonly unit: string }) => ({
  amount: String(Number(amount) / 2),
  unit,
});

const daysAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
