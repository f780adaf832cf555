import { Type as t } from 'typebox';
import { found, valid } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Access } from '#platform/audit/access-log';
import { chainCheck } from '#platform/audit/chain';
import { appendAt, listed } from '#platform/audit/events';
import { checkpointsAfter, latest, proveConsistency, proveInclusion, signNow } from '#platform/audit/keeper';
import { leavesAfter } from '#platform/audit/leaves';
import { leafHash } from '#platform/audit/merkle';
import type { Signer } from '#platform/audit/note';
import { type Context, context } from '#platform/context';
import { command, type Feature, query } from '#platform/feature';
import { OtherHistory } from '#platform/log/other-history';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import type { Personal } from '#platform/personal/personal';
import type { Service } from '#platform/service';

const every = 30_000; // milliseconds between two checkpoints at most, while something happens

const Signed = t.Object({ size: t.Integer(), note: t.String(), signedAt: t.String() });
const Proof = t.Object({ hashes: t.Array(t.String({ description: 'base64' })) });
const Time = t.String({ format: 'date-time' });
const base64 = (hashes: readonly Buffer[]) => ({ hashes: hashes.map((hash) => hash.toString('base64')) });

/** Who has done what, and the proof that nobody has changed it since. */
export const auditing = (signer: Signer, now: () => Date): Context =>
  context({
    name: 'audit',
    home: import.meta.dirname,
    rest: {
      'GET /v2/audit/events': listEvents,
      'GET /v2/audit/checkpoint': getCheckpoint(signer),
      'GET /v2/audit/inclusion': getInclusion,
      'GET /v2/audit/consistency': getConsistency,
    },
    features: [signCheckpoint(signer, now), listCheckpoints, readLeaves],
    views: [],
    services: [keeper(signer, now)],
    checks: [chainCheck(signer)],
  });

const keeper = (signer: Signer, now: () => Date): Service => ({
  name: 'audit.keeper',
  start: async ({ sql, wait, log }) => {
    const stopping = new AbortController();
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
    const sign = () =>
      signNow(sql, signer, now).catch((error: unknown) => log.error({ err: error }, 'The log could not be signed, and will be.'));
    const loop = async () => {
      while (!stopping.signal.aborted) {
        await sign();
        await Promise.race([stopped, wait(every)]);
      }
    };
    const running = loop();
    return {
      stop: async () => {
        stopping.abort();
        await running;
        await sign();
      },
    };
  },
});

const listEvents = query({
  name: 'audit.listEvents',
  summary:
    'Lists what has happened in the workspace, the newest first: who, what, when, from where, and what led to it. Accesses are events, too.',
  access: 'audit:read',
  public: true,
  sensitive: true,
  input: t.Object({
    actor: t.Optional(t.String()),
    type: t.Optional(t.String()),
    stream: t.Optional(t.String({ description: 'such as deal-0190c7a1-…' })),
    correlation: t.Optional(t.String({ description: 'one id for all that follows from one request' })),
    from: t.Optional(Time),
    to: t.Optional(Time),
    ...paging,
  }),
  output: Page(
    t.Object({
      position: t.Integer(),
      type: t.String(),
      stream: t.String(),
      version: t.Integer(),
      actor: t.String(),
      peer: t.Optional(t.String({ description: 'The process of this installation that called on behalf of the actor' })),
      from: t.Optional(t.String({ description: 'The network address; `forgotten` where the person is' })),
      at: t.String(),
      correlation: t.String(),
      causation: t.Optional(t.String()),
      data: t.Unknown(),
    }),
  ),
  run: async (
    { limit, cursor, actor = null, type = null, stream = null, correlation = null, from = null, to = null },
    { sql, tenant, personal },
  ) => {
    const [before = null, append = ''] = placeOf(cursor, ['integer', 'append'], 'audit.bad-cursor') ?? [];
    if (append !== '' && (await appendAt(sql, Number(before))) !== append) throw new OtherHistory(Number(before));
    const rows = await listed(sql, { tenant, actor, type, stream, correlation, from, to, before, limit: limit + 1 });
    const told = await addressesIn(rows, personal);
    return pageOf(rows, limit, {
      place: ({ position, append: own }) => [position, own ?? ''],
      item: ({ position, type: what, stream: where, version, meta, recorded_at, data }) => ({
        position,
        type: what,
        stream: where,
        version,
        actor: meta.actor,
        ...(meta.peer !== undefined && { peer: meta.peer }),
        ...(meta.from !== undefined && { from: told(meta.from) }),
        at: recorded_at.toISOString(),
        correlation: meta.correlation,
        ...(meta.causation !== undefined && { causation: meta.causation }),
        data: isAccess(data)
          ? { entries: data.entries.map((entry) => ({ ...entry, ...(entry.from && { from: told(entry.from) }) })) }
          : data,
      }),
    });
  },
});

type Rows = Awaited<ReturnType<typeof listed>>;

/** The addresses that stand in events, each opened once. */
const addressesIn = async (rows: Rows, personal: Personal): Promise<(from: Sealed) => string> => {
  const entries = rows.flatMap(({ data }) => (isAccess(data) ? data.entries : []));
  const all = [...new Set([...rows.map(({ meta }) => meta), ...entries].flatMap(({ from }) => from ?? []))];
  const opened = await personal.open(all);
  const known = new Map(all.map((from, at) => [from, opened[at]]));
  return (from) => known.get(from) ?? 'forgotten';
};

const isAccess = (data: unknown): data is { readonly entries: readonly Access[] } =>
  typeof data === 'object' && data !== null && 'entries' in data && Array.isArray(data.entries);

const getCheckpoint = (signer: Signer): Feature =>
  query({
    name: 'audit.getCheckpoint',
    summary: 'Tells the newest signed checkpoint of the log, and the key that verifies it. Keep both elsewhere.',
    access: 'audit:read',
    public: true,
    input: t.Object({}),
    output: t.Object({ verifier: t.String(), checkpoint: t.Optional(Signed) }),
    run: async (_, { sql }) => {
      const checkpoint = await latest(sql);
      return { verifier: signer.verifier, ...(checkpoint && { checkpoint }) };
    },
  });

const signCheckpoint = (signer: Signer, now: () => Date): Feature =>
  command({
    name: 'audit.signCheckpoint',
    summary: 'Signs what stands in the log now. It happens by itself at least once a minute.',
    access: 'audit:read',
    public: true,
    effects: 'many', // beside the log
    installation: true,
    deadline: 10 * 60_000,
    input: t.Object({}),
    output: t.Object({ verifier: t.String(), checkpoint: t.Optional(Signed) }),
    run: async (_, { sql }) => {
      const checkpoint = await signNow(sql, signer, now);
      return { verifier: signer.verifier, ...(checkpoint && { checkpoint }) };
    },
  });

const getInclusion = query({
  name: 'audit.getInclusion',
  summary: 'Proves that an event is among those that a checkpoint has signed (RFC 9162).',
  access: 'audit:read',
  public: true,
  input: t.Object({ position: t.Integer({ minimum: 1 }), size: t.Integer({ minimum: 1 }) }),
  output: Proof,
  run: async ({ position, size }, { sql }) => {
    found(size <= ((await latest(sql))?.size ?? 0), 'audit.not-signed', 'There is no checkpoint of that size yet.');
    return base64(await proveInclusion(sql, position, size));
  },
});

const getConsistency = query({
  name: 'audit.getConsistency',
  summary: 'Proves that what one checkpoint has signed is still the beginning of what a later one has (RFC 9162).',
  access: 'audit:read',
  public: true,
  input: t.Object({ from: t.Integer({ minimum: 1 }), to: t.Integer({ minimum: 1 }) }),
  output: Proof,
  run: async ({ from, to }, { sql }) => {
    valid(from <= to, 'audit.bad-sizes', 'A checkpoint is compared with a later one.');
    found(to <= ((await latest(sql))?.size ?? 0), 'audit.not-signed', 'There is no checkpoint of that size yet.');
    return base64(await proveConsistency(sql, from, to));
  },
});

const listCheckpoints = query({
  name: 'audit.listCheckpoints',
  summary: 'Lists the signed checkpoints in order, behind a size.',
  access: 'audit:read',
  public: true,
  installation: true,
  input: t.Object({
    after: t.Integer({ minimum: 0, default: 0 }),
    limit: t.Integer({ minimum: 1, maximum: 1_000, default: 1_000 }),
  }),
  output: t.Object({ items: t.Array(Signed) }),
  run: async ({ after, limit }, { sql }) => ({ items: await checkpointsAfter(sql, after, limit) }),
});

const readLeaves = query({
  name: 'audit.readLeaves',
  summary:
    'Returns the events of this workspace as they were signed, in order, and the hashes of those of other workspaces between them: to verify the log, or keep it elsewhere.',
  access: 'audit:read',
  public: true,
  sensitive: true,
  installation: true,
  input: t.Object({
    after: t.Integer({ minimum: 0, default: 0 }),
    limit: t.Integer({ minimum: 1, maximum: 2_000, default: 1_000 }),
  }),
  output: t.Object({
    items: t.Array(
      t.Union([t.String(), t.Object({ hash: t.String({ description: 'RFC 9162, of an event of another workspace' }) })]),
    ),
  }),
  run: async ({ after, limit }, { sql, tenant }) => ({
    items: (await leavesAfter(sql, after, limit)).map(({ tenant: whose, text }) =>
      whose === tenant ? text : { hash: leafHash(text).toString('base64') },
    ),
  }),
});
