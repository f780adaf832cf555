import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { Rejection } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Feature } from '#platform/feature';
import type { As } from '#platform/log/react';
import type { Layer } from '#platform/runtime';
import type { Log } from '#platform/service';

/** Somebody has seen something sensitive, has taken something out as a file, or was kept from something. */
export type Access = {
  readonly at: string;
  readonly actor: string;
  /** The peer that called on behalf of the actor. */
  readonly peer?: string;
  readonly feature: string;
  readonly outcome: 'seen' | 'exported' | 'denied';
  /** Of what is exported: the kind of file. */
  readonly as?: string;
  readonly correlation: string;
  /** The network address, sealed. */
  readonly from?: Sealed;
};
type AccessRecorded = Event<'AccessRecorded', { readonly entries: readonly Access[] }>;

/** A stream for each day. Nobody decides anything by it. */
const Accesses: Model<object, AccessRecorded> = { name: 'access', initial: {}, evolve: (now) => now };

export type AccessLogOptions = {
  readonly as: As;
  readonly now: () => Date;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

const every = 1_000; // milliseconds: so much may be lost where the process is killed
const most = 10_000; // entries of one workspace that wait for the database; what is more is told in the server's own log
const perEvent = 500;

/**
 * Notes each reading of what is sensitive, each export, and each refusal to somebody who is known, and writes them to the log once a second.
 * It stands outside of the check of rights and cannot be switched off.
 */
export const createAccessLog = ({ as, now, wait, log }: AccessLogOptions) => {
  let entries = new Map<string, Access[]>();
  let writing = Promise.resolve();
  let planned = false;

  const flush = (): Promise<void> => {
    const taken = entries;
    entries = new Map();
    const write = async () => {
      for (const [tenant, own] of taken) {
        const parts = Array.from({ length: Math.ceil(own.length / perEvent) }, (_, at) =>
          own.slice(at * perEvent, (at + 1) * perEvent),
        );
        const recorded = parts.map((part): AccessRecorded => ({ type: 'AccessRecorded', data: { entries: part } }));
        const { events } = as({ tenant, actor: 'audit' });
        await events
          .decide(
            { accesses: [Accesses, now().toISOString().slice(0, 10)] },
            () => ({ accesses: recorded }),
            () => ({}),
            { inTurn: true },
          )
          .catch((error: unknown) => {
            log.error({ err: error, entries: own.length }, 'Accesses could not be written to the log, and will be tried again.');
            for (const entry of own) note(tenant, entry);
          });
      }
    };
    return (writing = writing.then(write));
  };

  const note = (tenant: string, access: Access): void => {
    const own = entries.get(tenant);
    if (own && own.length >= most) log.error({ access }, 'An access is not in the audit: the database is away for too long.');
    else if (own) own.push(access);
    else entries.set(tenant, [access]);
    if (planned) return;
    planned = true;
    void wait(every).then(() => {
      planned = false;
      return flush();
    });
  };

  const layer: Layer = (next) => async (feature, input, passage) => {
    const { tenant, actor, peer, correlation, from, exports } = passage.caller;
    const told = (outcome: Access['outcome']) => {
      const as = exports !== undefined && { as: exports };
      note(tenant, {
        at: now().toISOString(),
        actor,
        ...(peer && { peer: peer.name }),
        feature: feature.name,
        outcome,
        ...as,
        correlation,
        ...(from && { from }),
      });
    };
    try {
      const answer = await next(feature, input, passage);
      if (exports !== undefined) told('exported');
      else if (isSensitive(feature, answer)) told('seen');
      return answer;
    } catch (error) {
      if (error instanceof Rejection && error.kind === 'denied' && feature.access !== 'anyone') told('denied');
      throw error;
    }
  };

  return { layer, flush };
};

const isSensitive = ({ kind, fields, sensitive }: Feature, answer: unknown): boolean =>
  (typeof sensitive === 'function' ? sensitive(answer as never) : sensitive === true) || // the seam: its own answer
  (kind === 'query' && fields !== undefined);
