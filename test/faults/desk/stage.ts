import { createPool } from '#platform/postgres/pool';
import { newInstallation, type Installation, type ServerProcess } from '#testing/process';
import type { Place } from './client.ts';
import { type DatabaseServer, openDatabaseServer } from './database-server.ts';
import type { Ask } from './verdict.ts';

/** A process of the app that may be ended and started again. */
export type Actor = {
  readonly here: Installation;
  readonly pid: () => number;
  readonly place: () => Place | undefined;
  readonly start: () => Promise<void>;
  /** Clients do not learn that it is going, as with a kill. */
  readonly end: (name: NodeJS.Signals) => Promise<void>;
  /** What it logged since its first start. */
  readonly logged: () => string;
};

/** Processes of the app and their database. */
export type Stage = {
  readonly actors: readonly Actor[];
  readonly places: () => readonly Place[];
  readonly ask: Ask;
  readonly close: () => Promise<void>;
};

export const embeddedStage = async (folder?: string): Promise<Stage> => {
  const removing: (() => Promise<void>)[] = [];
  const here = newInstallation({
    isEmpty: true,
    ...(folder !== undefined && { folder }),
    atEnd: (remove) => removing.push(remove),
  });
  const close = async () => {
    for (const remove of removing) await remove();
  };
  const actor = actorOf(here);
  await actor.start();
  return { actors: [actor], places: placesOf([actor]), ask: here.ask, close };
};

export type SharedStage = Stage & { readonly database: DatabaseServer };

/** Processes on one database, each with a data folder of its own. */
export const sharedStage = async (processes = 2): Promise<SharedStage> => {
  const database = await openDatabaseServer();
  const removing: (() => Promise<void>)[] = [];
  const masterKey = Buffer.alloc(32, 'almanac').toString('base64');
  const actors = Array.from({ length: processes }, () =>
    actorOf(newInstallation({ isEmpty: true, atEnd: (remove) => removing.push(remove) }), {
      DATABASE_URL: database.url,
      ALMANAC_MASTER_KEY: masterKey,
    }),
  );
  const close = async () => {
    for (const actor of actors) await actor.end('SIGKILL');
    for (const remove of removing) await remove();
    await database.close();
  };
  try {
    for (const actor of actors) await actor.start();
  } catch (error) {
    await close();
    throw error;
  }
  const ask: Ask = async (statement) => {
    const pool = createPool(database.url, { size: 1, name: 'almanac-test' });
    try {
      return (await pool.query(statement)).rows;
    } finally {
      await pool.end();
    }
  };
  return { actors, places: placesOf(actors), ask, close, database };
};

const placesOf = (actors: readonly Actor[]) => (): readonly Place[] => actors.flatMap((actor) => actor.place() ?? []);

const actorOf = (here: Installation, env: Readonly<Record<string, string>> = {}): Actor => {
  let server: ServerProcess | undefined;
  let place: Place | undefined;
  let before = '';
  return {
    here,
    pid: () => server?.pid ?? 0,
    place: () => place,
    start: async () => {
      const started = await here.start(env);
      server = started;
      place = { url: started.url, token: here.token() };
    },
    end: async (name) => {
      const going = server;
      if (going === undefined) return;
      if (name === 'SIGKILL') place = undefined;
      await going.end(name);
      before += going.logged();
      place = undefined;
      server = undefined;
    },
    logged: () => before + (server?.logged() ?? ''),
  };
};
