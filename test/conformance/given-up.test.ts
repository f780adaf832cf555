import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Feature } from '#platform/feature';
import { owner } from '#platform/owner';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { depositThree, ended, hold, open, till } from './till.ts';

const app = await startApp([till]);
const coins = async (id: string) => (await app.request('GET', `/api/v2/purses/${id}`)).body.coins;

/** Sends a request with a key of its own, which may be given up. */
const send = (feature: Feature, id: string) => {
  const gone = new AbortController();
  const caller = { ...owner, correlation: id, key: `key-${id}`, signal: gone.signal };
  const answer = app.runtime.execute(feature, { id }, { caller, notes: {} });
  answer.catch(() => undefined); // it is awaited later, or given up
  return { answer, giveUp: () => gone.abort() };
};
const givenUp = async ({ answer, giveUp }: ReturnType<typeof send>) => {
  giveUp();
  await expect(answer).rejects.toMatchObject({ code: 'call.cancelled' });
};

test('who repeats a request that was given up gets one effect, though the first run decides later', async () => {
  const late = hold('decide');
  const first = send(open, 'late');
  await late.arrived;
  await givenUp(first);
  const answer = await send(open, 'late').answer;
  late.release();
  await until(async () => ended.filter((id) => id === 'late').length === 2, 'the first run has ended');
  expect([await coins('late'), await coins('late-1')]).toEqual([1, 1]);
  expect(await send(open, 'late').answer).toEqual(answer);
});

test('also where both decide at the same moment, each with ids of its own', async () => {
  const both = [hold('decide'), hold('decide')] as const;
  const first = send(open, 'both');
  await both[0].arrived;
  await givenUp(first);
  const second = send(open, 'both');
  await both[1].arrived;
  for (const { release } of both) release();
  const answer = await second.answer;
  await until(async () => ended.filter((id) => id === 'both').length === 2, 'both runs have ended');
  expect(await coins('both-1')).toBe(1);
  expect(await send(open, 'both').answer).toEqual(answer);
});

test('and gets its answer where the first run takes effect before the second looks, which would be refused', async () => {
  const [start, late] = [hold('start'), hold('decide')];
  start.release();
  const first = send(open, 'early');
  await late.arrived;
  await givenUp(first);
  const looking = hold('start');
  const second = send(open, 'early');
  await looking.arrived;
  late.release();
  await until(async () => ended.includes('early'), 'the first run has ended');
  looking.release();
  expect(await second.answer).toMatchObject({ coins: 1 });
  expect(await coins('early-1')).toBe(1);
});

test('a command with several effects that was given up between them has each of them once', async () => {
  const late = hold('deposit');
  const first = send(depositThree, 'three');
  await late.arrived;
  await givenUp(first);
  const answer = await send(depositThree, 'three').answer;
  late.release();
  expect(await send(depositThree, 'three').answer).toEqual(answer);
  expect(await Promise.all([1, 2, 3].map((n) => coins(`three-${n}`)))).toEqual([1, 1, 1]);
});

test('what a killed process has begun is finished by the process that the request is repeated at', async () => {
  const child = fork(join(import.meta.dirname, 'till-process.ts'), [app.databaseUrl, join(app.dataFolder, 'child'), 'killed']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  expect(await Promise.race([once(child, 'message'), ended])).toEqual(['deposited', undefined]);
  child.kill('SIGKILL');
  await ended;
  const three = () => Promise.all([1, 2, 3].map((n) => coins(`killed-${n}`)));
  expect(await three()).toEqual([1, 1, 0]);
  const answer = await send(depositThree, 'killed').answer;
  expect(await three()).toEqual([1, 1, 1]);
  expect(await send(depositThree, 'killed').answer).toEqual(answer);
});
