import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../client.ts';
import { Interrupted, ServerSaidNo } from '../problem.ts';
import { type Fields, fields, number, text } from '../read.ts';
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
      if (state['status'] !== 'running') return { it: state, said: `${text(state['status'])} after ${span(number(state['milliseconds']))}` };
      await orInterrupted(pause(LOOK, undefined, { signal }));
    }
  });

/** Waits until the notes are indexed and connected. Servers without an index have nothing to wait for. */
export const followIndex = async (client: Client, graph: string, signal: AbortSignal): Promise<Fields | undefined> => {
  const look = async (): Promise<Fields | undefined> => {
    try {
      return fields(await orInterrupted(client.get('/api/v2/index/status', { graph })));
    } catch (error) {
      if (error instanceof ServerSaidNo && (error.problem.status === 404 || error.problem.status === 501)) return undefined;
      throw error;
    }
  };
  const first = await look();
  if (first === undefined) return undefined;
  const started = performance.now();
  return step('connecting', async (report) => {
    for (let state = first; ; state = (await look()) ?? state) {
      report(number(state['connected'] ?? state['done']), number(state['notes'] ?? state['total']));
      if (isDone(state)) return { it: state, said: `${counted(number(state['connections']), 'connection')} after ${span(performance.now() - started)}` };
      await orInterrupted(pause(LOOK, undefined, { signal }));
    }
  });
};

const isDone = (state: Fields): boolean => state['status'] === 'idle' || state['status'] === 'ready' || state['pending'] === 0;

const orInterrupted = async <T>(waiting: Promise<T>): Promise<T> => {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError')) throw new Interrupted(goesOn);
    throw error;
  }
};
