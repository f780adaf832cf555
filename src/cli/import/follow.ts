import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../client.ts';
import { Interrupted, ServerSaidNo } from '../problem.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { counted, span } from '../terminal.ts';
import { step } from './progress.ts';

/** Milliseconds between two looks. */
const LOOK = 150;

const goesOn = 'Interrupted. The import goes on in the server: almanac imports shows how far it is.';

/** Waits until an import is over, and answers with what the server tells of it. */
export const followImport = (client: Client, id: string, signal: AbortSignal): Promise<Fields> =>
  step('applying', async (report) => {
    for (;;) {
      const state = fields(await orInterrupted(client.get(`/api/v2/imports/${id}`)));
      report(number(state['done']), number(state['entries']));
      if (state['status'] !== 'running')
        return { it: state, said: `${text(state['status'])} after ${span(number(state['milliseconds']))}` };
      await orInterrupted(pause(LOOK, undefined, { signal }));
    }
  });

/** Waits until the notes are in the index and connected. Servers without an index have nothing to wait for. */
export const followIndex = async (client: Client, signal: AbortSignal): Promise<Fields | undefined> => {
  const look = async () => fields(await orInterrupted(client.get('/api/v2/index/status')));
  const first = await absentOr(look());
  if (first === undefined) return undefined;
  const expected = await notesOf(client);
  return step('connecting', async (report) => {
    const started = performance.now();
    for (let state = first; ; state = await look()) {
      const [notes, waiting, behind] = [number(state['notes']), number(state['waiting']), number(state['behind'])];
      report(notes - Math.min(notes, waiting), Math.max(expected, notes));
      if (waiting === 0 && behind === 0)
        return { it: state, said: `${counted(notes, 'note')} in the index after ${span(performance.now() - started)}` };
      await orInterrupted(pause(LOOK, undefined, { signal }));
    }
  });
};

const notesOf = async (client: Client): Promise<number> =>
  list(fields(await orInterrupted(client.get('/api/v2/graphs', { limit: 100 })))['items']).reduce(
    (sum, graph) => sum + number(graph['nodes']),
    0,
  );

const absentOr = async (asked: Promise<Fields>): Promise<Fields | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ServerSaidNo && error.problem.status === 404) return undefined;
    throw error;
  }
};

const orInterrupted = async <T>(waiting: Promise<T>): Promise<T> => {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError')) throw new Interrupted(goesOn);
    throw error;
  }
};
