import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, Reply } from './client.ts';
import type { Ledger } from './ledger.ts';
import { kg, perKg, type World } from './world.ts';

export type DealLife = {
  readonly client: Client;
  readonly world: World;
  readonly roll: () => number;
  /** Milliseconds to wait for a saga; what takes longer is left to the check. */
  readonly patience: number;
  /** Deals that were entered. */
  readonly deals: string[];
  readonly ledger: Ledger;
};

/** Enters a deal, mostly calls it off again, sometimes submits it once more or sends its goods. */
export const liveDeal = async (life: DealLife): Promise<void> => {
  const { client, roll, deals } = life;
  const id = randomUUID();
  const entry = entryOf(life, id);
  if (!isDone(await client.write({ method: 'POST', path: '/api/v2/deals', body: entry, facts: [`DealSubmitted ${id}`] }))) return;
  deals.push(id);
  let status = await settled(life, id);
  for (let again = 0; again < 2; again++) {
    if (status === 'confirmed' && roll() < 0.15) return send(life, id, entry.sources[0]);
    if (status === 'confirmed' && roll() < 0.9) status = await cancel(life, id);
    if (status === 'confirmed' || roll() < 0.6 || !(await submit(life, id))) return;
    status = await settled(life, id);
  }
};

/** Writes a draft down, keeps its stock for a while, and mostly submits it. */
export const liveDraft = async (life: DealLife): Promise<void> => {
  const { client, roll, deals } = life;
  const id = randomUUID();
  const body = { ...entryOf(life, id), draft: true };
  if (!isDone(await client.write({ method: 'POST', path: '/api/v2/deals', body, facts: [`DealDrafted ${id}`] }))) return;
  deals.push(id);
  await client.write({ method: 'POST', path: `/api/v2/deals/${id}/hold`, body: {}, facts: [`HoldRequested ${id}`] });
  if (roll() < 0.7) await wait(20 + roll() * 150); // others are submitted while the hold is under way
  if (roll() < 0.05 || !(await submit(life, id))) return;
  if ((await settled(life, id)) === 'confirmed' && roll() < 0.9) await cancel(life, id);
};

const entryOf = ({ world, roll }: DealLife, id: string) => {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T; // none is empty
  const chosen = [...new Set([pick(world.lots), ...(roll() < 0.5 ? [pick(world.lots)] : [])])];
  const parts = chosen.map((lot) => ({ lot, quantity: kg(20 + Math.floor(roll() * 200)) }));
  const bought = roll() < 0.2 ? [{ supplier: world.supplier, rate: perKg(90), quantity: kg(10 + Math.floor(roll() * 100)) }] : [];
  const sources = [...parts, ...bought];
  const whole = sources.reduce((sum, { quantity }) => sum + Number(quantity.amount), 0);
  return { id, buyer: pick(world.buyers), product: world.product, quantity: kg(whole), rate: perKg(100), sources };
};

const isDone = (reply: Reply | undefined): boolean => reply !== undefined && reply.status < 300;

const submit = async ({ client }: DealLife, id: string): Promise<boolean> =>
  isDone(await client.write({ method: 'POST', path: `/api/v2/deals/${id}/submit`, body: {}, facts: [`DealSubmitted ${id}`] }));

const cancel = async ({ client }: DealLife, id: string): Promise<string> => {
  const body = { reason: 'The buyer has found it cheaper.', purchases: 'cancel' };
  const path = `/api/v2/deals/${id}/cancel`;
  return isDone(await client.write({ method: 'POST', path, body, facts: [`DealCancelled ${id}`] })) ? 'cancelled' : 'confirmed';
};

/** A lorry takes what one lot gives. */
const send = async ({ client, roll }: DealLife, deal: string, source: object | undefined): Promise<void> => {
  if (source === undefined || !('lot' in source)) return;
  const id = randomUUID();
  const step = async (path: string, body: object, facts: readonly string[]) =>
    isDone(await client.write({ method: 'POST', path: `/api/v2/dispatches${path}`, body, facts }));
  const carriage = { vehicle: 'MH 04 AB 1', transporter: 'Deccan Roadlines' };
  if (!(await step('', { deal, id, lines: [source] }, [`DispatchPrepared ${id}`]))) return;
  if (!(await step(`/${id}/load`, carriage, [`DispatchLoaded ${id}`]))) return;
  if (!(await step(`/${id}/depart`, {}, [`DispatchDeparted ${id}`, `DispatchRecorded ${id}`]))) return;
  if (roll() < 0.8) await step(`/${id}/deliver`, {}, [`DispatchDelivered ${id}`]);
};

/** Milliseconds after which nobody should wait any more. */
const tooLong = 15_000;

/** The status of the deal once its saga has decided, or what it is when patience ends. */
const settled = async ({ client, patience, ledger }: DealLife, id: string): Promise<string> => {
  const began = performance.now();
  let pendingFor = 0; // as far as an answer said so: a client that asks a process that hangs waits for longer
  for (let pause = 10; ; pause = Math.min(pause * 1.4, 250)) {
    await wait(pause);
    const asked = performance.now();
    const reply = await client.read(`/api/v2/deals/${id}`);
    const status: string = reply?.status === 200 ? reply.body.status : 'pending';
    if (reply?.status === 200 && status === 'pending') pendingFor = asked - began;
    if (status === 'pending' && performance.now() - began < patience && reply?.status !== 404) continue;
    ledger.counts.longestSaga = Math.max(ledger.counts.longestSaga, pendingFor);
    if (pendingFor > tooLong) ledger.slow.push(`deal ${id} was still pending after ${(pendingFor / 1_000).toFixed(1)} s`);
    return status;
  }
};
