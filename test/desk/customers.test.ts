import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { customers } from '#customers/context';
import { plusDays, tradeDateAt } from '#kernel/trade/trade-date';
import { until } from '#testing/log';
import { virtualClock } from '#testing/virtual-clock';
import { startDesk } from './desk.ts';
import { insider } from './inside.ts';

const desk = await startDesk([customers]);
const { answer, refused, app } = desk;
const { tried, done } = insider(app);
const gstin = '27AAPFU0939F1ZV';

const buyer = async (limit?: string): Promise<string> => {
  const { id } = await answer('customers.registerParty', { name: `Apex ${randomUUID()}`, gstin, roles: ['buyer'] });
  if (limit !== undefined) await answer('customers.setCreditLimit', { id, limit });
  return id;
};
const hold = (party: string, paise: string, deal = randomUUID(), submittedBy = 'ann') => ({ party, deal, paise, submittedBy });
const credit = async (id: string) => {
  const { limit, owed, held, available } = await answer('customers.getCredit', { id });
  return { limit, owed, held, available };
};

test('a party is registered with contacts; what names a person is sealed and can be forgotten', async () => {
  const id = await buyer();
  const name = 'Meera Kulkarni';
  const contact = await answer('customers.addContact', { party: id, name, phone: '98200 12345', email: 'Meera@Example.org' });
  await answer('customers.setConsent', { id, contact: contact.id, channel: 'whatsapp', wants: true });
  expect(await answer('customers.getParty', { id })).toMatchObject({
    state: '27',
    gstin,
    roles: ['buyer'],
    contacts: [{ id: contact.id, name, phone: '+919820012345', email: 'meera@example.org', channels: ['whatsapp'] }],
  });
  await answer('platform.forgetSubject', { subject: contact.id });
  expect((await answer('customers.getParty', { id })).contacts).toEqual([{ id: contact.id, channels: ['whatsapp'] }]);
});

test('parties are found by name and GSTIN, and listed by role, page by page', async () => {
  const word = randomUUID();
  const names = ['C', 'A', 'B'].map((letter) => `${word} ${letter}`);
  for (const name of names) await answer('customers.registerParty', { name, state: '24', roles: ['supplier'] });
  const first = await answer('customers.listParties', { search: word, role: 'supplier', limit: 2 });
  const second = await answer('customers.listParties', { search: word, limit: 2, cursor: first.cursor });
  expect([...first.items, ...second.items].map(({ name }: { name: string }) => name)).toEqual(names.toSorted());
  expect((await answer('customers.listParties', { search: word, role: 'buyer' })).items).toEqual([]);
});

test('of 20 deals that want credit at the same time, as many get it as the limit covers', async () => {
  const id = await buyer('10000');
  const answers = await Promise.all(Array.from({ length: 20 }, () => tried('customers.placeHold', hold(id, '150000'))));
  expect(answers.filter((code) => code === undefined)).toHaveLength(6);
  expect(answers.filter((code) => code === 'customers.over-limit')).toHaveLength(14);
  expect(await credit(id)).toEqual({ limit: '10000', owed: '0', held: '9000', available: '1000' });
});

test('what is delivered is owed, a payment settles what was due first, and a bounced one does not', async () => {
  const id = await buyer('1000');
  const deal = randomUUID();
  await done('customers.placeHold', hold(id, '60000', deal));
  const due = { party: id, deal, raisedOn: '2026-11-01' };
  const [first, second] = [randomUUID(), randomUUID()];
  await done('customers.raiseReceivable', { ...due, receivable: second, paise: '30000', dueOn: '2026-12-31' });
  await done('customers.raiseReceivable', { ...due, receivable: first, paise: '20000', dueOn: '2026-11-15' });
  expect(await credit(id)).toEqual({ limit: '1000', owed: '500', held: '100', available: '400' });
  const payment = await answer('customers.recordPayment', { party: id, amount: '250', paidOn: '2026-11-20', reference: 'UTR 1' });
  const open = async () =>
    (await answer('customers.listReceivables', { party: id })).items.map((each: { id: string; open: string }) => [
      each.id,
      each.open,
    ]);
  expect(await open()).toEqual([[second, '250']]);
  await answer('customers.reversePayment', { party: id, payment: payment.id, reason: 'bounced' });
  expect(await open()).toEqual([
    [first, '200'],
    [second, '300'],
  ]);
  await done('customers.releaseHold', { party: id, deal });
  expect((await credit(id)).held).toBe('0');
  expect((await answer('customers.getCredit', { id })).payments).toMatchObject([
    { amount: '250', reversed: true, reference: 'UTR 1' },
  ]);
});

test('an override lets a deal pass that somebody else has submitted', async () => {
  const id = await buyer('1');
  const deal = randomUUID();
  await done('customers.grantOverride', { party: id, deal, upTo: '500' });
  expect(await tried('customers.placeHold', hold(id, '50000', deal, 'owner'))).toBe('customers.over-limit');
  expect(await tried('customers.placeHold', hold(id, '50001', deal, 'ann'))).toBe('customers.over-limit');
  await done('customers.placeHold', hold(id, '50000', deal, 'ann'));
  expect((await credit(id)).available).toBe('-499');
});

test('the day after a receivable is due, it is noted where it is not paid', async () => {
  const time = virtualClock();
  const late = await startDesk([customers], { clock: time.clock, until: time.until });
  const { id } = await late.answer('customers.registerParty', { name: 'Apex', gstin, roles: ['buyer'] });
  const today = tradeDateAt(time.clock());
  const raise = async (days: number) => {
    const receivable = randomUUID();
    const due = { party: id, deal: randomUUID(), receivable, paise: '1000', raisedOn: today, dueOn: plusDays(today, days) };
    await insider(late.app).done('customers.raiseReceivable', due);
    return receivable;
  };
  const [paid, unpaid] = [await raise(10), await raise(20)];
  await late.answer('customers.recordPayment', { party: id, amount: '10' });
  const timers = async () => (await late.answer('process.listTimers')).items.map((timer: { id: string }) => timer.id);
  await until(async () => (await timers()).length === 2, 'both are waited for');
  expect(await timers()).toEqual([paid, unpaid]);
  const overdue = async () =>
    (await late.answer('audit.listEvents', { type: 'ReceivableOverdue' })).items.map(({ data }: { data: object }) => data);
  time.pass(12 * 86_400_000);
  await until(async () => (await timers()).length === 1, 'the first is over');
  expect(await overdue()).toEqual([]);
  time.pass(9 * 86_400_000);
  await until(async () => (await overdue()).length === 1, 'the second is noted');
  expect(await overdue()).toMatchObject([{ receivable: unpaid, paise: '1000', dueOn: plusDays(today, 20) }]);
});

test('a blocked party gets no credit, and a merged one trades no more', async () => {
  const [one, other] = [await buyer('1000'), await buyer('1000')];
  await answer('customers.blockParty', { id: one, reason: 'cheques bounce' });
  expect(await tried('customers.placeHold', hold(one, '1'))).toBe('customers.blocked');
  await answer('customers.unblockParty', { id: one });
  const deal = randomUUID();
  await done('customers.placeHold', hold(one, '1', deal));
  expect(await refused('customers.mergeParties', { id: one, into: other })).toBe('customers.not-clear');
  await done('customers.releaseHold', { party: one, deal });
  await answer('customers.mergeParties', { id: one, into: other });
  expect(await tried('customers.placeHold', hold(one, '1'))).toBe('customers.merged');
});

test('what is no GSTIN, no number, no address, no amount and no party is refused', async () => {
  const id = await buyer();
  const register = (fields: object) => refused('customers.registerParty', { name: 'x', roles: ['buyer'], ...fields });
  expect(await register({ gstin: '27AAPFU0939F1ZX' })).toBe('trade.gstin-check-digit');
  expect(await register({ gstin: 'nope' })).toBe('customers.bad-state');
  expect(await register({})).toBe('customers.bad-state');
  expect(await register({ state: '27', name: 'a\nb' })).toBe('trade.bad-label');
  expect(await refused('customers.addContact', { party: id, name: 'x', phone: '12' })).toBe('trade.bad-phone');
  expect(await refused('customers.addContact', { party: id, name: 'x', email: 'x' })).toBe('identity.bad-email');
  for (const amount of ['1e21', '1.001', '', 'NaN'])
    expect(await refused('customers.recordPayment', { party: id, amount })).toBe('trade.bad-money');
  for (const amount of ['0', '-5'])
    expect(await refused('customers.recordPayment', { party: id, amount })).toBe('customers.bad-payment');
  expect(await refused('customers.getParty', { id: randomUUID() })).toBe('customers.no-party');
  expect(await refused('customers.recordPayment', { party: randomUUID(), amount: '5' })).toBe('customers.no-party');
  expect(app.logged()).not.toContain('"level":50');
});
