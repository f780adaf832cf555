import type { Peers } from '#platform/peer';

const timeoutMs = 1_500;

/** Rejects with the contexts whose processes do not answer. */
export const peersAnswer = async (peers: Peers): Promise<void> => {
  const contextsAt = Map.groupBy(Object.entries(peers), ([, { url }]) => url);
  const silent = await Promise.all(
    [...contextsAt].map(async ([url, contexts]) => ((await answers(url)) ? [] : contexts.map(([name]) => name))),
  );
  if (silent.flat().length > 0) throw new Error(`No answer from the process of ${silent.flat().join(', ')}.`);
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(timeoutMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
};
