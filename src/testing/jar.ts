import type { Pool } from 'pg';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import type { Caller } from '#platform/caller';
import { type View, view } from '#platform/view';

/** A jar of coins: the smallest aggregate that can lose something. Free of the test runner, so that child processes can use it. */
export type Jar = { readonly coins: number; readonly sealed: boolean };
export type JarEvent =
  | Event<'CoinsAdded', { readonly jar: string; readonly by: number; readonly note?: string }>
  | Event<'JarSealed', { readonly jar: string }>;

export const Jar: Model<Jar, JarEvent> = {
  name: 'jar',
  initial: { coins: 0, sealed: false },
  evolve: (jar, event) => {
    switch (event.type) {
      case 'CoinsAdded':
        return { ...jar, coins: jar.coins + event.data.by };
      case 'JarSealed':
        return { ...jar, sealed: true };
    }
  },
};

export const coins = (jar: string, by = 1): JarEvent => ({ type: 'CoinsAdded', data: { jar, by } });
export const sealed = (jar: string): JarEvent => ({ type: 'JarSealed', data: { jar } });

/** What is in each jar. */
export const jars = view<JarEvent, { readonly jar: string; readonly coins: number; readonly seals: number }, 'jar'>({
  name: 'test.jars',
  key: ['jar'],
  on: {
    CoinsAdded: ({ data: { jar, by } }, rows) => rows.add({ jar }, { coins: by }),
    JarSealed: ({ data: { jar } }, rows) => rows.add({ jar }, { seals: 1 }),
  },
});

/** One row per event: shows whether an event was folded, and how often. */
export const entries = view<
  JarEvent,
  { readonly jar: string; readonly version: number; readonly type: string; readonly note: string | null },
  'jar' | 'version'
>({
  name: 'test.entries',
  key: ['jar', 'version'],
  on: {
    CoinsAdded: ({ data: { jar, note }, version, type }, rows) => rows.put({ jar, version, type, note: note ?? null }),
    JarSealed: ({ data: { jar }, version, type }, rows) => rows.put({ jar, version, type, note: null }),
  },
});

export const jarViews: readonly View[] = [jars, entries];

/** The tables of the views above. */
export const createJars = (pool: Pool) =>
  pool.query(`
  create schema test;
  create table test.jars (tenant text not null, jar text not null, coins int, seals int, primary key (tenant, jar));
  create table test.entries (tenant text not null, jar text not null, version int not null, type text not null, note text, primary key (tenant, jar, version));
  create index entries_by_type on test.entries (tenant, type);
  create unique index entries_newest_first on test.entries (tenant, jar, version desc) include (note);`);

let calls = 0;

/** Who acts in a test; every call has a correlation of its own, as requests have. */
export const caller = (fields: Partial<Caller> = {}): Caller => ({
  tenant: 'home',
  actor: 'ann',
  scopes: ['*'],
  correlation: `test-${process.pid}-${++calls}`,
  ...fields,
});
