import { setTimeout as wait } from 'node:timers/promises';
import { signal } from '#platform/living-process';
import { until, untilServing } from '../ask.ts';
import { type DatabaseServer, treeOf } from './database-server.ts';
import type { Disk, ImageDisk } from './disk.ts';
import type { Fault } from './play.ts';
import type { Actor, Stage } from './stage.ts';

const anyActor = ({ actors }: Stage, roll: () => number): Actor => actors[Math.floor(roll() * actors.length)] as Actor; // a stage has one

const serving = async ({ places }: Stage): Promise<void> => {
  for (const { url } of places()) await untilServing(url);
};

export const killApp: Fault = async (stage, roll) => {
  const actor = anyActor(stage, roll);
  await actor.end('SIGKILL');
  await actor.start();
  return {};
};

export const restartApp: Fault = async (stage, roll) => {
  const actor = anyActor(stage, roll);
  await actor.end('SIGTERM');
  await actor.start();
  return {};
};

/** Where the app has started its database, it starts it again itself. */
export const killDatabase =
  (database?: DatabaseServer): Fault =>
  async (stage) => {
    if (database === undefined) for (const { here } of stage.actors) here.killDatabase();
    else await database.kill();
    await wait(50);
    await serving(stage);
    return {};
  };

/** One process hangs, as in a virtual machine that is moved; the other goes on. */
export const pauseApp =
  (milliseconds: number): Fault =>
  async (stage, roll) => {
    const pid = anyActor(stage, roll).pid();
    signal(pid, 'SIGSTOP');
    await wait(milliseconds);
    signal(pid, 'SIGCONT');
    return {};
  };

/** Power fails for app and database at one moment: everything stops, and what was not synced is gone. */
export const cutPower =
  (disk: ImageDisk): Fault =>
  async ({ actors }) => {
    const [actor] = actors as readonly [Actor]; // a stage on a disk has one
    const all = [actor.pid(), ...treeOf(actor.here.databasePid())];
    for (const pid of all) signal(pid, 'SIGSTOP');
    await disk.cut(async () => {
      for (const pid of all) signal(pid, 'SIGKILL');
      await actor.end('SIGKILL');
    });
    await actor.start();
    return {};
  };

/** The disk is full: for a while from when the database has noticed. */
export const fillDisk =
  (disk: Disk, milliseconds: number): Fault =>
  async (stage) => {
    const [actor] = stage.actors as readonly [Actor]; // a stage on a disk has one
    const complaints = () => actor.logged().match(/No space left on device/g)?.length ?? 0;
    const before = complaints();
    disk.fill();
    await until(async () => (complaints() > before ? true : undefined), 'the database notices that its disk is full', 30_000);
    await wait(milliseconds);
    disk.free();
    await serving(stage);
    return { note: `the database complained ${complaints() - before} times of a full disk` };
  };

/** A copy of the database, taken a while ago, takes its place under the running processes. What was acknowledged since does not count. */
export const failOver =
  (database: DatabaseServer, age: number): Fault =>
  async (stage) => {
    const notices = () => stage.actors.map(({ logged }) => logged().match(/another history/g)?.length ?? 0);
    const before = notices();
    const from = Date.now();
    const copy = database.copy();
    await wait(age);
    const to = await database.failOver(copy);
    await until(
      async () => (notices().every((count, at) => count > (before[at] ?? 0)) ? true : undefined),
      'every process says that the log has another history',
      15_000,
    );
    await serving(stage);
    return { exempt: { from, to } };
  };
