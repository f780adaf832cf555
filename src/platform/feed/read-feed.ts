import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import type { Context } from '#platform/context';
import { type Feature, query } from '#platform/feature';
import type { EventLog } from '#platform/log/log';
import type { Chunk, Slice } from '#platform/log/read';

const seconds = 1_000;
const mostBytes = 4 * 2 ** 20; // as stored

/** What a page of a feed is: events as the log has them. */
export const readFeedContract = {
  name: 'platform.readFeed',
  summary:
    'Reads the events that a context publishes, of all workspaces, behind a position of the log, for another process of the installation. Where there are none, it waits for some.',
  input: t.Object({
    context: t.String(),
    after: t.Integer({ minimum: 0, description: 'the position up to which they are known; 0: from the first' }),
    limit: t.Integer({ minimum: 1, maximum: 1_000, default: 500 }),
    wait: t.Integer({ minimum: 0, maximum: 20 * seconds, default: 0, description: 'milliseconds' }),
  }),
  output: t.Object({
    through: t.Integer({ description: 'everything up to this position has been looked at' }),
    more: t.Boolean({ description: 'there may be more right behind it' }),
    events: t.Array(
      t.Object({
        position: t.Integer(),
        tenant: t.String(),
        stream: t.String(),
        version: t.Integer(),
        type: t.String(),
        data: t.Unknown(),
        meta: t.Unknown(),
        recordedAt: t.String(),
      }),
    ),
  }),
};

/** What stands behind the feed. */
export type Feed = Pick<EventLog, 'slice' | 'onCommit' | 'position'> & {
  /** Ends all waiting. */
  readonly stopping: AbortSignal;
};

/** The outbox is the log itself, read by position: nothing is kept per reader, and whoever comes back reads on where it was. */
export const readFeed = (contexts: readonly Context[], { slice, onCommit, position, stopping }: Feed): Feature =>
  query({
    ...readFeedContract,
    access: 'platform:read',
    installation: true,
    deadline: 40 * seconds,
    run: async ({ context: name, after, limit, wait }, { caller }) => {
      const types = contexts.find((context) => context.name === name)?.publishes;
      found(types !== undefined, 'platform.no-feed', `${name} does not run here, or publishes nothing.`);
      const head = await position();
      const isKnown = after <= head;
      must(isKnown, 'platform.feed-ahead', `Position ${after} lies beyond the log, which ends at ${head}: another log was read.`);
      const heard = new AbortController();
      const forget = onCommit((_, news) => {
        if (news === undefined || types.some((type) => news.types.has(type))) heard.abort();
      });
      try {
        const page = await pageOf({ slice }, { after, types, limit });
        if (page.events.length > 0 || wait === 0) return page;
        const { signal = heard.signal } = caller;
        await aborted(AbortSignal.any([heard.signal, stopping, signal, AbortSignal.timeout(wait)]));
        return await pageOf({ slice }, { after: page.through, types, limit });
      } finally {
        forget();
      }
    },
  });

/** As many events as an answer holds well: fewer where they are long. */
const pageOf = async ({ slice }: Pick<Feed, 'slice'>, wanted: Slice): Promise<Chunk> => {
  const page = await slice(wanted);
  return page.stored > mostBytes && wanted.limit > 1
    ? pageOf({ slice }, { ...wanted, limit: Math.ceil(wanted.limit / 4) })
    : page;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
