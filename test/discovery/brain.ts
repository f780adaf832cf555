import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { discovery } from '#discovery/context';
import type { Engine } from '#discovery/ports';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startApp, type TestApp, type TestAppOptions } from '#testing/app';
import { until } from '#testing/log';

export type Note = { readonly id?: string; readonly title: string; readonly content?: string; readonly [field: string]: unknown };
export type Connection = {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  readonly evidence: {
    readonly terms: readonly { readonly term: string; readonly share: number }[];
    readonly mentions: readonly { readonly from: string; readonly to: string; readonly text: string; readonly line: number }[];
    readonly method: string;
  };
};
export type Found = {
  readonly id: string;
  readonly title: string;
  readonly score: number;
  readonly highlights: readonly { readonly text: string; readonly ranges: readonly (readonly [number, number])[] }[];
};

export type Brain = TestApp & {
  readonly write: (notes: readonly Note[]) => Promise<readonly string[]>;
  readonly newGraph: (name: string) => Promise<string>;
  /** Query string → the hits. */
  readonly search: (query: string) => Promise<readonly Found[]>;
  readonly connections: (id: string) => Promise<readonly Connection[]>;
  /** Waits until everything written so far is in the index and connected. */
  readonly settled: () => Promise<void>;
};

type Options = TestAppOptions & {
  readonly engine?: Engine;
  /** Milliseconds that a search waits for what was written before it: long, for the machine that tests run on may be busy. */
  readonly patience?: number;
};

/** The app with both contexts of Brain2, and short words for what is asked of it. */
export const startBrain = async ({ engine = startEngine(), patience = 5_000, ...options }: Options = {}): Promise<Brain> => {
  const app = await startApp([graph, discovery(engine, { patience })], options);
  const { request } = app;

  const search = async (query: string): Promise<readonly Found[]> => {
    const { status, body } = await request('GET', `/api/v2/search?${query}`);
    expect(status).toBe(200);
    return body.items;
  };
  const newGraph = async (name: string): Promise<string> => (await request('POST', '/api/v2/graphs', { name })).body.id;
  const waiting = async (): Promise<number> => (await request('GET', '/api/v2/index/status')).body.waiting;

  return {
    ...app,
    search,
    newGraph,
    write: async (notes) => {
      const { status, body } = await request('POST', '/api/v2/nodes/bulk', { items: notes });
      expect([200, 201, 207]).toContain(status);
      expect(body.results.map((result: { status: string }) => result.status)).toEqual(notes.map(() => 'created'));
      return body.results.map(({ id }: { id: string }) => id);
    },
    connections: async (id) => {
      const { status, body } = await request('GET', `/api/v2/nodes/${id}/connections?limit=50`);
      expect(status).toBe(200);
      return body.items;
    },
    // Events are handled in order: when a marker, in a graph of its own, is in the index, so is all that was written before it.
    settled: async () => {
      const word = `marker${randomUUID().replaceAll('-', '')}`;
      await request('POST', '/api/v2/nodes', { graph: await newGraph(word), title: word });
      await until(async () => (await search(`q=${word}`)).length === 1, 'the marker is in the index', 30_000);
      await until(async () => (await waiting()) === 0, 'no connection is being worked out', 30_000);
    },
  };
};

/** What a call with the token of another tenant answers, on the same app. */
export const asStranger = async ({ request, databaseUrl }: TestApp) => {
  const pool = createPool(databaseUrl, { size: 1 });
  const token = await tokens({ sql: sqlOn(pool), now: () => new Date() }).issue(
    { tenant: 'elsewhere', actor: 'eve', scopes: ['*'] },
    'a stranger',
  );
  await pool.end();
  return (method: string, path: string, body?: unknown) => request(method, path, body, { authorization: `Bearer ${token}` });
};

/** Notes in topics: those of one topic share rare words, and nothing else of note. */
export const topics = (prefix: string, count: number, each: number): readonly Note[] =>
  Array.from({ length: count * each }, (_, index) => {
    const topic = Math.floor(index / each);
    const own = Array.from({ length: 6 }, (_, place) => `${prefix}${letters(topic)}${letters(place)}`).join(' ');
    return { title: `${prefix} ${letters(index)}`, content: `${own}\nWritten as number ${index}.` };
  });

const letters = (number: number): string => `${number}`.replaceAll(/\d/g, (digit) => 'bcdfghjklm'[Number(digit)] ?? '');
