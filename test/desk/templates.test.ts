import { expect, test } from 'vitest';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, ask, refused, untilStatus } = desk;
const [pp, party] = [await desk.product(), await desk.buyer()];

test('a deal is entered by a template; what is said at the time comes first', async () => {
  const [lot, other] = [await desk.lot(pp), await desk.lot(pp)];
  const terms = {
    buyer: party,
    product: pp,
    quantity: kg(6_000),
    rate: perKg(100),
    payment: { kind: 'credit', days: 30 },
    fill: { order: 'fifo' },
  };
  const { id: template } = await answer('deals.saveTemplate', { name: 'Weekly raffia', terms });
  expect((await answer('deals.listTemplates')).items).toEqual([{ id: template, name: 'Weekly raffia', terms }]);
  const { id } = await answer('deals.enterByTemplate', { template });
  await untilStatus(id, 'confirmed');
  expect(await answer('deals.getDeal', { id })).toMatchObject({
    quantity: { kg: '6000' },
    payment: { days: 30 },
    sources: [{ line: lot }],
  });
  const said = { template, quantity: kg(2_000), rate: perKg(102), sources: [{ lot: other }] };
  const { id: changed } = await answer('deals.enterByTemplate', said);
  await untilStatus(changed, 'confirmed');
  expect(await answer('deals.getDeal', { id: changed })).toMatchObject({
    quantity: { kg: '2000' },
    rate: { rupees: '102' },
    payment: { days: 30 },
    sources: [{ line: other }],
  });
});

test('a template may leave things open: what nobody says is asked for', async () => {
  const { id: template } = await answer('deals.saveTemplate', { name: 'Buyer only', terms: { buyer: party } });
  const { status, body } = await ask('deals.enterByTemplate', { template, product: pp });
  expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([400, ['/quantity', '/rate']]);
  const bad = (terms: object) => refused('deals.saveTemplate', { name: 'Bad', terms });
  expect(await bad({ rate: { rupees: '1', per: 'stone' } })).toBe('trade.bad-rate-unit');
  expect(await bad({ quantity: kg('-1') })).toBe('trade.negative-quantity');
  expect(await bad({ colour: 'red' })).toBe('input.unknown-field');
  expect(await refused('deals.saveTemplate', { name: ' ', terms: {} })).toBe('trade.bad-label');
});

test('a template is saved anew, and deleted; deals stay', async () => {
  const terms = { buyer: party, product: pp, quantity: kg(1_000), rate: perKg(100), sources: [{ lot: await desk.lot(pp) }] };
  const { id } = await answer('deals.saveTemplate', { name: 'Once', terms });
  await answer('deals.saveTemplate', { id, name: 'Twice', terms });
  const { id: deal } = await answer('deals.enterByTemplate', { template: id });
  await answer('deals.deleteTemplate', { id });
  expect((await answer('deals.listTemplates')).items.map(({ name }: { name: string }) => name)).not.toContain('Twice');
  expect(await refused('deals.enterByTemplate', { template: id })).toBe('deals.no-template');
  expect(await refused('deals.deleteTemplate', { id })).toBe('deals.no-template');
  await untilStatus(deal, 'confirmed');
});
