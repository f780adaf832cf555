import type { Event } from '#kernel/event';
import { Rejection } from '#kernel/rejection';
import type { AnyModel, AppendId, Upcasters } from '#platform/log/event-log';
import { stateOf } from '#platform/log/snapshot';
import type { Loaded } from '#platform/log/states';

/** An event of a stream as it is stored, or a snapshot of what came before. */
export type StoredRow = {
  readonly version: number;
  /** null: a snapshot. */
  readonly type: string | null;
  readonly data: object;
  readonly bytes: number;
  readonly at: Date;
  readonly created_at: Date | null;
  readonly append: AppendId | null;
};

/** The state after some rows of the same stream: a snapshot, events, or a snapshot and what came after it. */
export const foldRows = (before: Loaded, rows: readonly StoredRow[], upcasters: Upcasters): Loaded =>
  rows.reduce<Loaded>((now, { version, type, data, bytes, at, created_at, append }) => {
    const state = type === null ? stateOf(data) : evolved(now, { type, data }, upcasters);
    const createdAt = now.createdAt ?? (created_at ?? at).toISOString();
    const size = (type === null ? 0 : now.bytes) + bytes;
    return { ...now, state, version, append: append ?? undefined, createdAt, changedAt: at.toISOString(), bytes: size };
  }, before);

/** The state after one more stored event. */
export const evolved = (
  { model, state }: { readonly model: AnyModel; readonly state: unknown },
  stored: Event,
  upcasters: Upcasters,
): unknown =>
  upcast(stored, upcasters).reduce((now, event) => {
    // The seam of the types: a model is only ever given the states and events of its own streams.
    const next = model.evolve(now as never, event as never);
    if (next === undefined) throw unknownEvent(model.name, event.type);
    return next;
  }, state);

/** A `switch` over the events of a model has no default: what this version does not know leads to nothing. */
const unknownEvent = (model: string, type: string): Rejection =>
  new Rejection(
    'busy',
    'log.unknown-event',
    `This version of Almanac does not know the event ${type} of a ${model}. Start the version that wrote it, or a later one.`,
  );

/** What a stored event means today. */
export const upcast = (event: Event, upcasters: Upcasters): readonly Event[] => {
  const today = upcasters[event.type];
  return today ? today(event.data as never) : [event]; // the seam: an upcaster knows the old shape by the type it stands under
};
