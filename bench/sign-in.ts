import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from './claim.ts';
import { withServer } from './lab/database.ts';
import { below } from './lab/judge.ts';
import { median, percentile } from './lab/rounds.ts';
import type { House } from './lab/house.ts';
import type { Storm } from './lab/storm.ts';

export const group = 'identity';

const people = 100;

export const claims = (): Promise<readonly Claim[]> =>
  withServer(async (lab) => {
    const { url: database } = await lab.database('people');
    const first = await startHouse(database, { people });
    const houses = [first, await startHouse(database), await startHouse(database)];
    try {
      return [...(await storm(first)), ...(await sameAnswer(first)), ...(await revocation(houses))];
    } finally {
      for (const { stop } of houses) await stop();
    }
  });

type Running = House & { readonly stop: () => Promise<void> };

/** The app with the context identity in a process of its own; the first one makes people. */
const startHouse = async (databaseUrl: string, { people: count = 0 } = {}): Promise<Running> => {
  const child = fork(join(import.meta.dirname, 'lab/house.ts'), [String(count)], {
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { ...process.env, DATABASE_URL: databaseUrl, ALMANAC_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') },
  });
  const [house] = await once(child, 'message');
  return {
    ...(house as House), // what lab/house.ts sends
    stop: async () => {
      if (child.exitCode === null && child.kill()) await once(child, 'exit');
    },
  };
};

const signIn = async ({ url }: House, email: string, password: string): Promise<number> => {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ email, password }),
  });
  await answer.arrayBuffer();
  return answer.status;
};

const ask = async ({ url, token }: House): Promise<number> => {
  const started = performance.now();
  const answer = await fetch(`${url}/api/v2/members?limit=1`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`The members cannot be listed: ${answer.status}.`);
  await answer.arrayBuffer();
  return performance.now() - started;
};

/** Other people's requests, one every few milliseconds, alone and while 100 log in at once. */
const storm = async (house: House): Promise<readonly Claim[]> => {
  console.error('100 log-ins at once');
  const asked = async (goesOn: () => boolean): Promise<readonly number[]> => {
    const times: number[] = [];
    while (goesOn()) {
      times.push(await ask(house));
      await wait(4);
    }
    return times;
  };
  const child = fork(join(import.meta.dirname, 'lab/storm.ts'), { stdio: ['ignore', 2, 2, 'ipc'] });
  const [quiet, busy]: [number[], number[]] = [[], []];
  for (let round = 0; round < 6; round++) {
    const until = performance.now() + 2_500;
    const alone = await asked(() => performance.now() < until);
    let isOver = false;
    child.send({ url: house.url, people: house.people } satisfies Storm);
    const answered = once(child, 'message').finally(() => (isOver = true));
    const during = await asked(() => !isOver);
    const [statuses] = await answered;
    if (String(statuses) !== String(house.people.map(() => 303)))
      throw new Error(`The log-ins were answered with ${String(statuses)}.`);
    if (round === 0) continue; // to warm up
    quiet.push(...alone);
    busy.push(...during);
  }
  child.kill();
  const p99 = (times: readonly number[]) =>
    percentile(
      times.toSorted((a, b) => a - b),
      0.99,
    );
  const ratio = p99(busy) / p99(quiet);
  console.error(
    `  other requests: p99 ${p99(quiet).toFixed(1)} ms alone (${quiet.length}), ${p99(busy).toFixed(1)} ms meanwhile (${busy.length})`,
  );
  return [below({ group, claim: 'other requests while 100 log in at once: p99 against p99 alone', figure: ratio, unit: '×' }, 2)];
};

const tries = 150;

/** Nobody can tell from the time whether there is such an account. */
const sameAnswer = async (house: House): Promise<readonly Claim[]> => {
  console.error('a wrong name against a wrong password');
  const [names, passwords]: [number[], number[]] = [[], []];
  const timed = async (times: number[], email: string): Promise<void> => {
    const started = performance.now();
    const status = await signIn(house, email, 'wrong, whoever it is');
    times.push(performance.now() - started);
    if (status !== 403) throw new Error(`A wrong log-in was answered with ${status}.`);
  };
  for (let at = 0; at < tries; at++) {
    const known = house.people[at % people]?.email ?? '';
    const both = [() => timed(names, `nobody${at}@example.org`), () => timed(passwords, known)];
    for (const one of at % 2 === 0 ? both : both.toReversed()) await one();
  }
  const difference = Math.abs(median(names) / median(passwords) - 1) * 100;
  return [
    below({ group, claim: 'wrong name or wrong password: difference of the median times', figure: difference, unit: '%' }, 5),
  ];
};

/** Seconds from taking a right away until the last of three processes has noticed. */
const revocation = async (houses: readonly House[]): Promise<readonly Claim[]> => {
  console.error('a change of rights, on three processes');
  const [first] = houses;
  const person = first?.people[0];
  if (first === undefined || person === undefined) throw new Error('Nobody is there.');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const reads = async ({ url }: House) =>
      (await fetch(`${url}/api/v2/members`, { headers: { authorization: `Bearer ${person.key}` } })).status;
    const change = async (roles: readonly string[]) => {
      const headers = { authorization: `Bearer ${first.token}`, 'content-type': 'application/json' };
      const path = `${first.url}/api/v2/members/${person.id}/roles`;
      const { ok } = await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ roles }) });
      if (!ok) throw new Error('The roles cannot be changed.');
    };
    await change(['auditor']);
    await wait(1_000);
    for (const house of houses) if ((await reads(house)) !== 200) throw new Error('The right does not hold everywhere.');
    await change(['reader']);
    const started = performance.now();
    await Promise.all(
      houses.map(async (house) => {
        while ((await reads(house)) !== 403) await wait(10);
      }),
    );
    times.push((performance.now() - started) / 1_000);
  }
  return [
    below(
      { group, claim: 'a right taken away, until the last of three processes refuses', figure: Math.max(...times), unit: 's' },
      5,
    ),
  ];
};
