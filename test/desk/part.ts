import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Peers } from '#platform/peer';
import { testDatabase } from '#testing/database';

/** Where it is, the token of its owner there, and one for a peer. */
export type Place = { readonly url: string; readonly token: string; readonly peerToken: string };

/** Some contexts in a process and a database of their own until the end of the test, which can be killed and started again where they were. */
export const startPart = async (contexts: string, peers: Peers = {}) => {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), `almanac-${contexts}-`));
  let child: ChildProcess;

  const start = async (port: string): Promise<Place> => {
    child = fork(join(import.meta.dirname, 'part-process.ts'), [contexts, database.url, folder, port, JSON.stringify(peers)]);
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`The process of ${contexts} ended with ${code} before it listened.`);
    });
    const [place] = await Promise.race([once(child, 'message'), gone]);
    gone.catch(() => undefined); // it ends some time
    return place;
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  const place = await start('0');
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    /** As another process finds it. */
    peer: { url: place.url, token: place.peerToken },
    /** Kills it as a power failure would, and starts it anew. */
    killAndStart: async () => {
      await kill();
      await start(new URL(place.url).port);
    },
    /** Asks it directly. */
    ask: async (feature: string, input: object) => {
      const response = await fetch(`${place.url}/api/call/${feature}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${place.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      return { status: response.status, body: response.status === 204 ? undefined : JSON.parse(await response.text()) };
    },
  };
};
