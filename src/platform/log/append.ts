import type { Event } from '#kernel/event';
import type { AppendId, Fact, Meta, Place, Recorded } from '#platform/log/event-log';
import type { Sql } from '#platform/postgres/sql';

/** What the version of a stream must be: exactly n (0: nothing has happened), anything, or anything above 0. */
export type Expected = number | 'any' | 'exists';

export type Write = {
  readonly stream: string;
  readonly expected: Expected;
  /**
   * With an exact expectation: the append that wrote the event at that version. Another writer's event at the same version is a conflict,
   * and an append that has not committed yet may only be followed directly. Undefined at version 0, and behind events stored before
   * appends had ids.
   */
  readonly behind?: AppendId | undefined;
  /** None: the stream is only guarded, it must not move until the commit. */
  readonly events: readonly Event[];
};

/** Events for several streams of one tenant, all or nothing. */
export type Append = {
  readonly id: AppendId;
  readonly tenant: string;
  /** Each stream at most once. */
  readonly writes: readonly Write[];
  readonly meta: Meta;
  /** When it was decided. */
  readonly at: Date;
  /** Inserted first, in the same transaction: the same key never appends twice. */
  readonly key?: { readonly key: string; readonly fingerprint: string; readonly answer: unknown };
  /** Asked inside the transaction, when the streams are locked; false is a conflict. */
  readonly confirm?: ((sql: Sql) => Promise<boolean>) | undefined;
};

export type Appended = {
  /** Position of the last event. */
  readonly position: number;
  readonly events: readonly Recorded[];
};

/** A stream is not at the expected version. */
export class Conflict extends Error {
  readonly streams: readonly string[];

  constructor(streams: readonly string[]) {
    super(`Not at the expected version: ${streams.join(', ')}`);
    this.name = 'Conflict';
    this.streams = streams;
  }
}

/** The idempotency key has taken effect before. */
export class KeyUsed extends Error {
  constructor() {
    super('This idempotency key was used before.');
    this.name = 'KeyUsed';
  }
}

/** One stream in a batch: guarded by any number of appends, or written by one, or by several of which each follows the one before. */
type Entry = {
  readonly tenant: string;
  readonly appends: readonly number[];
  readonly write: Write;
  /** The append that writes the last of its events; undefined where it is only guarded. */
  readonly last: AppendId | undefined;
};

/** Appends of one transaction. Entries are sorted, so that all processes lock streams in one order. */
export type Batch = { readonly appends: readonly Append[]; readonly entries: readonly Entry[] };

export const batchOf = (appends: readonly Append[]): Batch => {
  const entries = new Map<string, Entry>();
  for (const [index, { id, tenant, writes }] of appends.entries())
    for (const write of writes) {
      const key = streamKey(tenant, write.stream);
      const before = entries.get(key);
      const joined = before && { ...before.write, events: [...before.write.events, ...write.events] };
      const last = write.events.length > 0 ? id : before?.last;
      entries.set(key, { tenant, appends: [...(before?.appends ?? []), index], write: joined ?? write, last });
    }
  const sorted = [...entries.values()].sort((a, b) => order(a.tenant, b.tenant) || order(a.write.stream, b.write.stream));
  return { appends, entries: sorted };
};

export const streamKey = (tenant: string, stream: string): string => `${tenant}\u0000${stream}`;

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const expectedNumber = (expected: Expected): number => (expected === 'any' ? -1 : expected === 'exists' ? -2 : expected);

export const reserveValues = ({ appends, entries }: Batch): readonly unknown[] => {
  const keyed = appends.filter(({ key }) => key);
  return [
    entries.map(({ tenant }) => tenant),
    entries.map(({ write }) => write.stream),
    entries.map(({ write }) => expectedNumber(write.expected)),
    entries.map(({ write }) => write.events.length),
    entries.map(({ write }) => write.behind ?? null),
    entries.map(({ last }) => last ?? null),
    keyed.map(({ tenant }) => tenant),
    keyed.map(({ key }) => key?.key),
    keyed.map(({ key }) => key?.fingerprint),
    keyed.map(({ key }) => JSON.stringify(key?.answer) ?? null),
    keyed.map(({ id }) => id),
    keyed.map(({ writes }) => eventsIn(writes)),
  ];
};

const eventsIn = (writes: readonly Write[]): number => writes.reduce((sum, { events }) => sum + events.length, 0);

/** The versions before, where the expectations alone tell them. */
export const knownVersions = ({ entries }: Batch): readonly number[] | undefined => {
  const numbers = entries.map(({ write }) => write.expected);
  return numbers.every((expected) => typeof expected === 'number') ? numbers : undefined;
};

/** The events in the order of their positions: append by append, as they were asked for. */
export const factsOf = ({ appends, entries }: Batch, before: readonly number[]): readonly Fact[] => {
  const versions = new Map(entries.map(({ write }, index) => [write, before[index] ?? 0]));
  return appends.flatMap(({ id, tenant, writes, meta, at }) => {
    const recordedAt = at.toISOString();
    return writes.flatMap((write) => {
      const version = typeof write.expected === 'number' ? write.expected : (versions.get(write) ?? 0);
      return write.events.map(({ type, data }, index) => ({
        type,
        data,
        tenant,
        stream: write.stream,
        version: version + index + 1,
        meta,
        recordedAt,
        append: id,
      }));
    });
  });
};

export const recordValues = (facts: readonly Fact[], seen: Place, announce: boolean): readonly unknown[] => {
  const metas = new Map<Meta, string>(); // one object per append, often the same for many events
  const metaText = (meta: Meta) => metas.get(meta) ?? (metas.set(meta, JSON.stringify(meta)), metas.get(meta));
  return [
    facts.map(({ tenant }) => tenant),
    facts.map(({ stream }) => stream),
    facts.map(({ version }) => version),
    facts.map(({ type }) => type),
    facts.map(({ data }) => JSON.stringify(data)),
    facts.map(({ meta }) => metaText(meta)),
    facts.map(({ recordedAt }) => recordedAt),
    facts.map(({ append }) => append),
    seen.position,
    seen.append ?? null,
    announce,
  ];
};

/** Gives the facts their positions and each append its own. */
export const appendedOf = ({ appends }: Batch, facts: readonly Fact[], newest: number): readonly Appended[] => {
  const first = newest - facts.length + 1;
  let taken = 0;
  return appends.map(({ writes }) => {
    const count = eventsIn(writes);
    const events = facts.slice(taken, taken + count).map((fact, index) => ({ ...fact, position: first + taken + index }));
    taken += count;
    return { events, position: first + taken - 1 };
  });
};
