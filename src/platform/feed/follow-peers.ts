import type { Static } from 'typebox';
import type { Context } from '#platform/context';
import { otherHistory, readFeedContract } from '#platform/feed/read-feed';
import { Rejection } from '#kernel/rejection';
import type { Page } from '#platform/log/adopt';
import type { EventLog } from '#platform/log/log';
import type { Labelled } from '#platform/observability/metrics';
import { owner } from '#platform/owner';
import { callAt, type Peer, type Peers } from '#platform/peer';
import type { Log } from '#platform/service';

export type FollowOptions = Pick<EventLog, 'adopt' | 'adoptedThrough' | 'troubles'> & {
  readonly contexts: readonly Context[];
  readonly peers: Peers;
  readonly newId: () => string;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

export type Following = {
  /** Seconds since the published events of each context that runs elsewhere were all here. */
  readonly lags: () => readonly Labelled[];
  readonly stop: () => Promise<void>;
};

const waits = 10_000;
const slowest = 10_000;
const untilReset = 1_000; // milliseconds from one look to the next whether an operator has reset the feed

/** Takes over what other processes publish, of the contexts whose events the contexts here build on. */
export const followPeers = ({ contexts, peers, adopt, adoptedThrough, troubles, newId, wait, log }: FollowOptions): Following => {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  const upToDate = new Map<string, number>();

  /** Takes the next page over. */
  const step = async (source: string, peer: Peer): Promise<void> => {
    const { position: after, append } = await adoptedThrough(source);
    const asked = performance.now();
    const input = { context: source, after, ...(append && { append }), limit: 500, wait: waits };
    const caller = { ...owner, correlation: newId(), signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(2 * waits)]) };
    const page = (await callAt(peer, readFeedContract, input, caller)) as Static<typeof readFeedContract.output>; // the seam: a peer answers what the contract says
    if (page.through > after) await adopt({ ...page, source, after } as unknown as Page); // as above: they are events of its log
    troubles.clear(`feed of ${source}`);
    // A page without events was looked for up to its answer, so an idle feed lags by the time that it waits, not by twice as much.
    if (!page.more) upToDate.set(source, page.events.length === 0 ? performance.now() : asked);
  };

  const follow = async (source: string, peer: Peer): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted)
      try {
        await step(source, peer);
        if (failures > 0) log.info({ source }, 'The events of a peer arrive again.');
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const isOther = error instanceof Rejection && error.code === otherHistory;
        if (isOther) {
          const reason = `The log of ${source} has another history than the one that its events were taken over from. Decide with: almanac call platform.resetFeed --context ${source}`;
          troubles.add(`feed of ${source}`, reason);
        }
        if (failures++ % 30 === 0)
          log.warn(
            { err: error, source, url: peer.url },
            'The events of a peer could not be taken over, and will be tried again.',
          );
        await Promise.race([stopped, wait(isOther ? untilReset : Math.min(50 * 2 ** failures, slowest))]);
      }
  };

  const here = new Set(contexts.map(({ name }) => name));
  const following = [...new Set(contexts.flatMap(({ hears = [] }) => hears))].flatMap((source) => {
    if (here.has(source)) return [];
    const peer = peers[source];
    if (peer === undefined) {
      log.warn({ source }, 'Nothing that happens there is heard of here: the context runs neither here nor at one of the PEERS.');
      return [];
    }
    upToDate.set(source, performance.now());
    return [follow(source, peer)];
  });

  return {
    lags: () => [...upToDate].map(([source, since]) => ({ value: (performance.now() - since) / 1_000, labels: { source } })),
    stop: async () => {
      stopping.abort();
      await Promise.all(following);
    },
  };
};
