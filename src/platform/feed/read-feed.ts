import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Context } from '#platform/context';
import { type Feature, query } from '#platform/feature';
import type { EventLog } from '#platform/log/log';
import type { AppendId } from '#platform/log/event-log';
import { howToIssue } from '#platform/peer-token';
import { OtherHistory } from '#platform/log/other-history';
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
    append: t.Optional(
      t.String({
        format: 'uuid',
        description: 'the append that wrote the event at `after`: another one there means another history',
      }),
    ),
    limit: t.Integer({ minimum: 1, maximum: 1_000, default: 500 }),
    wait: t.Integer({ minimum: 0, maximum: 20 * seconds, default: 0, description: 'milliseconds' }),
  }),
  output: t.Object({
    through: t.Integer({ description: 'everything up to this position has been looked at' }),
    append: t.Optional(t.String({ description: 'the append that wrote the event at `through`' })),
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
        append: t.Optional(t.String()),
      }),
    ),
  }),
};

/** What stands behind the feed. */
export type Feed = Pick<EventLog, 'slice' | 'onCommit' | 'onOtherHistory'> & {
  /** Ends all waiting. */
  readonly stopping: AbortSignal;
};

/** The outbox is the log itself, read by position: nothing is kept per reader, and whoever comes back reads on where it was. */
export const readFeed = (contexts: readonly Context[], { slice, onCommit, onOtherHistory, stopping }: Feed): Feature =>
  query({
    ...readFeedContract,
    access: 'platform:read',
    installation: true,
    peers: 'for-the-installation',
    sensitive: ({ events }) => events.length > 0,
    deadline: 40 * seconds,
    run: async ({ context: name, after, append, limit, wait }, { caller }) => {
      assertFollowed(name, caller);
      const types = contexts.find((context) => context.name === name)?.publishes;
      found(types !== undefined, 'platform.no-feed', `${name} does not run here, or publishes nothing.`);
      const heard = new AbortController();
      const forget = onCommit((_, news) => {
        if (news === undefined || types.some((type) => news.types.has(type))) heard.abort();
      });
      const forgetOther = onOtherHistory(() => heard.abort()); // the reader hears of it at once
      try {
        const page = await pageOf({ slice }, { after, append: append as AppendId | undefined, types, limit }); // the seam: a reader sends what it was sent
        if (page.events.length > 0 || wait === 0) return answerOf(page, caller);
        const { signal = heard.signal } = caller;
        await aborted(AbortSignal.any([heard.signal, stopping, signal, AbortSignal.timeout(wait)]));
        return answerOf(await pageOf({ slice }, { after: page.through, append: page.append, types, limit }), caller);
      } finally {
        forget();
        forgetOther();
      }
    },
  });

/** A feed is for the peers whose tokens name its context. */
const assertFollowed = (name: string, { peer }: Caller): void => {
  if (!peer?.contexts.includes(name))
    throw new Rejection('denied', 'access.peer-context', `Your token does not open the events of ${name}. ${howToIssue(name)}`);
};

const answerOf = ({ through, append, more, events }: Chunk, { peer }: Caller) => ({
  through,
  more,
  ...(append && { append }),
  events: events
    .filter(({ tenant }) => peer?.workspaces?.includes(tenant) ?? true)
    .map(({ append: own, ...event }) => ({ ...event, ...(own && { append: own }) })),
});

/** What a reader hears whose position is of another history, as after a restore. */
export const otherHistory = 'platform.feed-ahead';

/** As many events as an answer holds well: fewer where they are long. */
const pageOf = async ({ slice }: Pick<Feed, 'slice'>, wanted: Slice): Promise<Chunk> => {
  const page = await slice(wanted).catch((error: unknown) => {
    if (!(error instanceof OtherHistory)) throw error;
    const sentence = `The event at position ${wanted.after} is not the one that was read before: this log has another history.`;
    throw new Rejection('refused', otherHistory, sentence, { cause: error });
  });
  return page.stored > mostBytes && wanted.limit > 1
    ? pageOf({ slice }, { ...wanted, limit: Math.ceil(wanted.limit / 4) })
    : page;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
